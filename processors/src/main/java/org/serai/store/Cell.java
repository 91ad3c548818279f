package org.serai.store;

import java.util.Arrays;

/**
 * A value as Infinispan has it. Two are equal when they come from the same write, so that compare-and-set is exact even where
 * somebody else writes the same value, or a change is sent again as its first answer was lost with a node.
 *
 * @param type name of the table
 * @param stamp of no other write
 * @param earlier stamps of the writes before, the latest first: of a cluster, where a write may be applied and yet reported as not,
 *     and others follow before its writer looks again
 */
record Cell(String type, Record value, long stamp, long... earlier) {

    /** More than threads that change one entry at once, as a rule. */
    private static final int REMEMBERED = 16;

    /** The next one in the same place of a cluster. */
    Cell next(Record newValue, long newStamp) {
        var stamps = new long[Math.min(REMEMBERED, earlier.length + 1)];
        stamps[0] = stamp;
        System.arraycopy(earlier, 0, stamps, 1, stamps.length - 1);
        return new Cell(type, newValue, newStamp, stamps);
    }

    /** Whether this comes from that write, or from one after it. */
    boolean follows(Cell written) {
        return equals(written) || Arrays.stream(earlier).anyMatch(each -> each == written.stamp);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cell cell && cell.stamp == stamp;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(stamp);
    }
}
