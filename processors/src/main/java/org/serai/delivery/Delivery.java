package org.serai.delivery;

import java.util.concurrent.CompletionStage;
import org.serai.mail.Mail;
import org.serai.mail.Reply;

/** The way to the backend MTA, by mail id, so that no exchange ever holds a connection. */
public interface Delivery {

    /** Asks the backend for the recipient of {@code mail.envelope()}; the reply is fit for our client. Never fails. */
    CompletionStage<Reply> recipient(Mail mail);

    /** Sends the content with its edits to the recipients that the backend accepted. Never fails. */
    CompletionStage<Reply> deliver(Mail mail);

    /** The transaction is over or its client gone: nothing is sent that has not been sent. Idempotent, does not block. */
    void end(String mailId);
}
