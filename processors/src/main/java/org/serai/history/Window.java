package org.serai.history;

/**
 * A sliding window in two buckets of its length: what was counted in the last whole bucket, and in this one.
 *
 * @param seconds length of a bucket
 * @param index of this one: how many of them have passed since 1970
 */
public record Window(long seconds, long index, long current, long previous) {

    /** Enough for any limit, and far from the largest number there is. */
    private static final long MOST = 1L << 40;

    static Window empty(long seconds, long index) {
        return new Window(seconds, index, 0, 0);
    }

    /** With more of them, now; a clock that is behind counts into the bucket of the one that is ahead. */
    Window plus(long now, long more) {
        Window at = at(now);
        return new Window(seconds, at.index, Math.min(MOST, at.current + more), at.previous);
    }

    /** The same, as it looks in a later bucket. */
    private Window at(long now) {
        if (now <= index) {
            return this;
        }
        return new Window(seconds, now, 0, now == index + 1 ? current : 0);
    }

    /**
     * About how many there were within the length of the window up to now: this bucket, and so much of the last one as the window
     * still covers, as if that had been filled evenly.
     *
     * @param epochMillis now
     */
    double count(long epochMillis) {
        long millis = seconds * 1000;
        Window at = at(epochMillis / millis);
        double passed = at.index == epochMillis / millis ? (double) (epochMillis % millis) / millis : 0;
        return at.current + at.previous * (1 - passed);
    }

    /** The later one, or the fuller one of the same time. */
    Window later(Window other) {
        if (index != other.index) {
            return index > other.index ? this : other;
        }
        return current >= other.current ? this : other;
    }
}
