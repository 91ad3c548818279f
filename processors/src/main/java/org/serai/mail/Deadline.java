package org.serai.mail;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A moment by which something must be done, on the JVM's monotonic clock.
 *
 * @param nanoTime as {@link System#nanoTime()} counts
 */
public record Deadline(long nanoTime) {

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Nanoseconds left; zero or less when it has passed. */
    public long remainingNanos() {
        return nanoTime - System.nanoTime();
    }

    /** The one that comes first. */
    public Deadline earlier(Deadline other) {
        return nanoTime - other.nanoTime <= 0 ? this : other;
    }

    /**
     * Waits for what a look-up finds.
     *
     * @throws java.util.concurrent.TimeoutException when it is not there in time; what the look-up failed with, else
     */
    public <T> T await(Future<T> result) throws Exception {
        try {
            return result.get(Math.max(0, remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    public boolean passed() {
        return remainingNanos() <= 0;
    }
}
