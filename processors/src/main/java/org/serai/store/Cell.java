package org.serai.store;

/**
 * A value as Infinispan has it. Two are equal when they come from the same write, so that compare-and-set is exact even where
 * somebody else writes the same value, or a change is sent again as its first answer was lost with a node.
 *
 * @param type name of the table
 * @param stamp of no other write
 */
record Cell(String type, Record value, long stamp) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Cell cell && cell.stamp == stamp;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(stamp);
    }
}
