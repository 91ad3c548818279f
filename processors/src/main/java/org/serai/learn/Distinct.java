package org.serai.learn;

import java.util.Arrays;

/** Gathers different numbers in the order in which they come; an open hash table that grows. */
final class Distinct {

    private static final int FIRST = 1 << 12;

    private long[] found = new long[FIRST / 2];
    private int size;

    /** One past the place of a number in {@link #found}; 0 is free. */
    private int[] table = new int[FIRST];

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

    private int slot(long number) {
        int at = (int) Hash.mix(number) & table.length - 1;
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

    long[] toArray() {
        return Arrays.copyOf(found, size);
    }

    int[] toInts() {
        var out = new int[size];
        for (int i = 0; i < size; i++) {
            out[i] = (int) found[i];
        }
        return out;
    }
}
