package org.serai.delivery;

import java.time.Clock;
import java.time.Duration;

/**
 * Remembers that a backend cannot be reached, so that not each mail waits for another time-out: after the second failure in a
 * row it is left alone for a second, then one attempt is made, then it is left alone for twice as long, and so on.
 */
final class Backoff {

    private static final long FIRST_PAUSE_MILLIS = 1000;
    private static final int PATIENCE = 2;

    private final Clock clock;
    private final long longest;
    private int failures;
    private boolean trying;
    private long pause;
    private long until;

    Backoff(Clock clock, Duration longestPause) {
        this.clock = clock;
        this.longest = longestPause.toMillis();
    }

    /** True when an attempt may be made now, which then must be made. */
    synchronized boolean admits() {
        if (failures < PATIENCE) {
            return true;
        }
        if (clock.millis() < until) {
            return false;
        }
        trying = true;
        until = clock.millis() + pause;
        return true;
    }

    /** Attempts that were under way when the pause began do not make it longer. */
    synchronized void failed() {
        if (failures < PATIENCE) {
            failures++;
            pause = Math.min(FIRST_PAUSE_MILLIS, longest);
        } else if (trying) {
            pause = Math.min(pause * 2, longest);
        } else {
            return;
        }
        trying = false;
        until = clock.millis() + pause;
    }

    synchronized void succeeded() {
        failures = 0;
        trying = false;
    }
}
