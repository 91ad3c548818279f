package org.serai.custody;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.serai.mail.Content;
import org.serai.mail.Deadline;

/** Keeps messages. */
public interface MessageStore {

    /** A mail that is only looked at is kept nowhere. */
    MessageStore NONE = (id, content, json) -> Held.NOTHING;

    /**
     * A message that is written whole and not yet kept: it counts once it is confirmed, and is gone when the process ends before that.
     */
    interface Held {

        /** Of a mail that is only looked at. */
        Held NOTHING = new Held() {
            @Override
            public void confirm() {
                // It is kept nowhere.
            }

            @Override
            public void withdraw() {
                // It is kept nowhere.
            }
        };

        /**
         * The message is safe when this returns.
         *
         * @throws IOException when it is not
         */
        void confirm() throws IOException;

        /** Nothing is left of it when this returns. */
        void withdraw() throws IOException;
    }

    /**
     * Writes a message without keeping it yet.
     *
     * @param id a mail id of ours, never text from a message
     * @throws IOException when it cannot be kept
     */
    Held hold(String id, Content content, String json) throws IOException;

    /**
     * The message and what is known about it are safe when this returns.
     *
     * @throws IOException when they are not
     */
    default void put(String id, Content content, String json) throws IOException {
        hold(id, content, json).confirm();
    }

    /**
     * As {@link #put}, without a wait for other machines: the stage completes when the message is safe, or fails when it is not.
     *
     * @param until the sender waits no longer
     */
    default CompletionStage<Place> keep(String id, Content content, String json, Deadline until) {
        try {
            put(id, content, json);
            return CompletableFuture.completedFuture(Place.FILES);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
