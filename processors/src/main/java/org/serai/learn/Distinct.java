package org.serai.learn;

import java.util.Arrays;
import java.util.function.LongToIntFunction;

/** Gathers different numbers in the order in which they come; an open hash table that grows, at most half full. */
final class Distinct {

    private static final int LEAST = 16;

    /** 2⁶⁴ divided by the golden ratio (Knuth, "The Art of Computer Programming", section 6.4). */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long[] found;
    private int size;

    /** One past the place of a number in {@link #found}; 0 is free. */
    private int[] table;

    /** With room for so many; when there are more it grows. */
    Distinct(int expected) {
        int room = Integer.highestOneBit(Math.max(LEAST, expected) * 2 - 1);
        found = new long[room];
        table = new int[2 * room];
    }

    /** False when the number was there already. */
    boolean add(long number) {
        int at = slot(number);
        if (table[at] != 0) {
            return false;
        }
        if (size == found.length) {
            grow();
            at = slot(number);
        }
        found[size++] = number;
        table[at] = size;
        return true;
    }

    /** Most numbers are hashes already: one multiplication spreads them enough. */
    private int slot(long number) {
        int at = (int) (number * GOLDEN >>> 32) & table.length - 1;
        while (table[at] != 0 && found[table[at] - 1] != number) {
            at = at + 1 & table.length - 1;
        }
        return at;
    }

    private void grow() {
        found = Arrays.copyOf(found, found.length * 2);
        table = new int[table.length * 2];
        for (int i = 0; i < size; i++) {
            table[slot(found[i])] = i + 1;
        }
    }

    int size() {
        return size;
    }

    int[] toInts() {
        return toInts(number -> (int) number);
    }

    /** What a function makes of each. */
    int[] toInts(LongToIntFunction function) {
        var out = new int[size];
        for (int i = 0; i < size; i++) {
            out[i] = function.applyAsInt(found[i]);
        }
        return out;
    }
}
