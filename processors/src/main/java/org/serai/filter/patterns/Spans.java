package org.serai.filter.patterns;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Stretches of a text in their order; those that meet become one. */
final class Spans {

    private int[] ends = new int[4];
    private int count;

    /** Adds a stretch that begins at or behind the beginning of the last one. */
    void add(int from, int to) {
        if (count > 0 && from <= ends[count - 1]) {
            ends[count - 1] = Math.max(ends[count - 1], to);
            return;
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = from;
        ends[count++] = to;
    }

    int size() {
        return count / 2;
    }

    int from(int index) {
        return ends[2 * index];
    }

    int to(int index) {
        return ends[2 * index + 1];
    }

    @Override
    public String toString() {
        return IntStream.range(0, size())
                .mapToObj(i -> from(i) + "-" + to(i))
                .toList()
                .toString();
    }
}
