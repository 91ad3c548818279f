package org.serai.learn;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whom to give what shall be learned. */
public interface Teacher {

    /** What has become of a lecture. */
    enum Outcome {
        LEARNED,
        /** It was known as the other, which is taken back. */
        RELABELLED,
        /** It was known as this: nothing has changed. */
        KNOWN,
        /** What it had taught is taken back. */
        FORGOTTEN,
        /** It shall be forgotten and was never learned. */
        UNKNOWN,
        /** It was learned in another form, so that nobody could take back what that has taught: nothing has changed. */
        INEXACT;

        /** Whether what classifiers say has changed by it. */
        public boolean changes() {
            return switch (this) {
                case LEARNED, RELABELLED, FORGOTTEN -> true;
                case KNOWN, UNKNOWN, INEXACT -> false;
            };
        }
    }

    /** Learns nothing and answers as if: for mail that is only explained or replayed. */
    Teacher NOBODY = lecture ->
            CompletableFuture.completedFuture(lecture.label() == Label.FORGET ? Outcome.FORGOTTEN : Outcome.LEARNED);

    /**
     * Takes a lecture, if there is room for it; never waits.
     *
     * @return null when as many as {@code learn.queue} are waiting; fails when it could not be learned. A report is on disk before it
     *     is completed, or fails with an {@link UnsavedException}; others are saved within {@code learn.save-interval}.
     */
    @Nullable
    CompletableFuture<Outcome> offer(Lecture lecture);

    /** Whether its outcome would change something, by what was learned up to now. */
    default boolean wouldChange(Lecture lecture) {
        return true;
    }
}
