package org.serai.history;

import java.time.Duration;

/** How old an entry is when its next use writes it anew, whose life each use shall make longer: a write for each mail would be too many. */
final class Renewal {

    private static final int IN_A_LIFE = 24;

    private static final Duration MOST = Duration.ofDays(1);

    private Renewal() {}

    /** Milliseconds: a 24th of its life, a day at most. */
    static long after(Duration lifespan) {
        return Math.min(MOST.toMillis(), lifespan.toMillis() / IN_A_LIFE);
    }
}
