package org.serai.store;

import java.time.Duration;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Declares a table.
 *
 * <p>A value is a record of {@code String}, {@code boolean}, {@code int}, {@code long}, {@code double}, {@code byte[]}, enum,
 * {@code Instant} (kept to the millisecond), other such records, and lists of strings or records. It is kept in protocol
 * buffers whose fields are numbered as the components stand: add new ones at the end, take none away. What an older version
 * did not write reads as zero, false, empty or the first constant.
 *
 * @param name lower case letters, digits and hyphens; names its directory too
 * @param type of the values, which must be immutable
 * @param spread which nodes have it
 * @param maxEntries entries in one process; beyond that, those that are used least make room
 * @param lifespan how long a value stays from when it is written, at least a millisecond. A life that each use makes longer
 *     ("sliding") is a value written anew by those who use it; reading alone writes nothing
 * @param merge what stands after a partition has healed, of two values that came to be on its two sides
 */
public record TableSpec<V extends Record>(
        String name,
        Class<V> type,
        Spread spread,
        int maxEntries,
        Function<V, Duration> lifespan,
        BinaryOperator<V> merge) {

    /** Which nodes of a cluster have a table. */
    public enum Spread {
        /** Each node has one of its own. */
        LOCAL,
        /** Every node has all of it: reading is local, each write goes to all. */
        REPLICATED,
        /** Two nodes have each entry: reading may ask another node. For what is written much and read rarely. */
        DISTRIBUTED
    }

    private static final int MAX_NAME = 40;

    public TableSpec {
        if (name.isEmpty()
                || name.length() > MAX_NAME
                || !name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
            throw new IllegalArgumentException("'" + name + "' is no name of a table");
        }
        if (maxEntries < 1) {
            throw new IllegalArgumentException(name + ": maxEntries must be at least 1");
        }
    }
}
