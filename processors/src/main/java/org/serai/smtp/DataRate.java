package org.serai.smtp;

import java.time.Duration;

/** Whether a client brings enough octets in a sliding time, which is kept in twelve whole slots and the current one. */
final class DataRate {

    private static final int SLOTS = 13;

    private final long slotNanos;
    private final long least;
    private final long[] octets = new long[SLOTS];
    private final long start;
    private long newest;

    /** Measures from {@code now} (as {@link System#nanoTime}) on: {@code perSecond} octets over each {@code window}. */
    DataRate(Duration window, int perSecond, long now) {
        this.slotNanos = Math.max(1, window.toNanos() / (SLOTS - 1));
        this.least = (long) (perSecond * (window.toNanos() / 1e9));
        this.start = now;
    }

    void add(long now, int count) {
        octets[(int) (slot(now) % SLOTS)] += count;
    }

    /** True when a whole window has passed and brought too little. */
    boolean tooSlow(long now) {
        if (slot(now) < SLOTS - 1) {
            return false;
        }
        long sum = 0;
        for (long count : octets) {
            sum += count;
        }
        return sum < least;
    }

    private long slot(long now) {
        long slot = (now - start) / slotNanos;
        for (long passed = Math.max(newest + 1, slot - SLOTS + 1); passed <= slot; passed++) {
            octets[(int) (passed % SLOTS)] = 0;
        }
        newest = Math.max(newest, slot);
        return slot;
    }
}
