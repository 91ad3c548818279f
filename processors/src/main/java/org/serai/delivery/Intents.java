package org.serai.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.serai.mail.Mail;

/** Where it is written down that a mail is about to be handed over, so that a crash leaves no mail of which nobody knows. */
public interface Intents {

    /** For those who do not ask afterwards. */
    Intents UNRECORDED = mail -> CompletableFuture.completedFuture(null);

    /** The end-of-data mark is written when the stage is complete; when it fails, the client gets 451. Must not block. */
    CompletionStage<Void> record(Mail mail);
}
