package org.serai.camel;

import java.time.Clock;
import org.serai.custody.MessageStore;
import org.serai.history.FailedMails;

/**
 * What outlives the policy that failed.
 *
 * @param store gets copies of messages over which a route failed
 * @param failures counts these
 * @param copies how many of them there may be
 */
record DeadLetters(MessageStore store, FailedMails failures, HourlyLimit copies) {

    /** So many an hour, from the first on. */
    static final class HourlyLimit {

        private static final long HOUR = 3_600_000;

        private final int most;
        private final Clock clock;
        private long begun;
        private int count;

        HourlyLimit(int most, Clock clock) {
            this.most = most;
            this.clock = clock;
        }

        synchronized boolean take() {
            long now = clock.millis();
            if (now - begun >= HOUR || now < begun) {
                begun = now;
                count = 0;
            }
            return count++ < most;
        }
    }
}
