package org.serai.custody;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes verdict events, one line of JSON each. */
public interface EventLog {

    /** A mail that is only looked at leaves no trail. */
    EventLog NONE = (id, line) -> CompletableFuture.completedFuture(null);

    /**
     * The event is entered when the stage is complete, which it is within seconds, whatever happens.
     *
     * @param id of the mail
     * @param line of JSON
     */
    CompletionStage<Void> event(String id, String line);
}
