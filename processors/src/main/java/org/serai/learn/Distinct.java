package org.serai.learn;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Gathers different numbers in the order in which they come; an open hash table that grows, at most half full. */
final class Distinct {

    private static final int LEAST = 16;

    /** 2³² divided by the golden ratio (Knuth, "The Art of Computer Programming", section 6.4). */
    private static final int GOLDEN = 0x9E3779B9;

    private int[] found;
    private int size;

    /** The numbers themselves, so that a look-up is one access to memory; 0 is free. */
    private int[] table;

    private int shift;
    private boolean zero;

    /** With room for so many; when there are more it grows. */
    Distinct(int expected) {
        found = new int[Integer.highestOneBit(Math.max(LEAST, expected) * 2 - 1)];
        table();
    }

    private void table() {
        table = new int[2 * found.length];
        shift = Integer.numberOfLeadingZeros(table.length) + 1;
    }

    /** False when the number was there already. */
    boolean add(int number) {
        if (number == 0) {
            if (zero) {
                return false;
            }
            zero = true;
        } else {
            int at = slot(number);
            if (table[at] == number) {
                return false;
            }
            table[at] = number;
        }
        if (size == found.length) {
            grow();
        }
        found[size++] = number;
        return true;
    }

    /** Where it is, or would be. */
    private int slot(int number) {
        int at = number * GOLDEN >>> shift;
        while (table[at] != 0 && table[at] != number) {
            at = at + 1 & table.length - 1;
        }
        return at;
    }

    private void grow() {
        int[] before = table;
        found = Arrays.copyOf(found, found.length * 2);
        table();
        for (int number : before) {
            if (number != 0) {
                table[slot(number)] = number;
            }
        }
    }

    int size() {
        return size;
    }

    int[] toInts() {
        return Arrays.copyOf(found, size);
    }

    /** What a function makes of each. */
    int[] toInts(IntUnaryOperator function) {
        var out = new int[size];
        for (int i = 0; i < size; i++) {
            out[i] = function.applyAsInt(found[i]);
        }
        return out;
    }
}
