package org.serai.camel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.serai.filter.digest.DigestAddresses.Request;
import org.serai.mail.AddressKey;
import org.serai.mail.Reply;

/** Answers what a user asks of his digest. */
interface DigestRequests {

    /** For mail that is only looked at. */
    DigestRequests NONE =
            (user, request) -> CompletableFuture.completedFuture(Reply.of(250, "2.0.0", "Your digest is on its way"));

    /** What is said when it has been done, or cannot be. Never fails. */
    CompletionStage<Reply> ask(AddressKey user, Request request);
}
