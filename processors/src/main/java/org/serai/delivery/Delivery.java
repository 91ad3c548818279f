package org.serai.delivery;

import java.util.concurrent.CompletionStage;
import org.serai.mail.Mail;
import org.serai.mail.Reply;

/**
 * Hands mails to the backends, one transaction there for each mail id. Nothing blocks; every stage completes normally, with
 * the reply for our client, whatever happens, mostly on an event loop: what depends on it must not block either. Steps of one
 * mail follow each other: the next is asked when the stage of the one before is complete.
 */
public interface Delivery {

    /** Which servers a mail is for. */
    enum Target {
        /** Those of the recipient's domain. */
        BACKEND,
        /** The smarthost of {@code outbound.uri}; where there is none, as {@link #BACKEND}. */
        OUTBOUND
    }

    /** As {@link #recipient(Mail, Target)} for the backend. */
    default CompletionStage<Reply> recipient(Mail mail) {
        return recipient(mail, Target.BACKEND);
    }

    /**
     * Asks the backend for the recipient being decided ({@code envelope().recipient()}); opens the transaction at the first.
     * A positive reply makes it one of those that {@link #deliver} reaches; 452 4.5.3 says that it cannot be one of the same
     * mail.
     */
    CompletionStage<Reply> recipient(Mail mail, Target target);

    /**
     * Asks the backend whether it takes mail for the recipient being decided, with the null reverse-path and outside of the
     * mail's transaction (a callout). The reply is about the recipient, or transient.
     */
    CompletionStage<Reply> verify(Mail mail);

    /**
     * Sends the content with its edits to the recipients that the backend accepted and that are in the envelope. A positive
     * reply means that the backend took the mail; a 451 4.4.2 that it has not, or that nobody knows, or that the transaction
     * was ended before (the client has gone).
     */
    CompletionStage<Reply> deliver(Mail mail);
}
