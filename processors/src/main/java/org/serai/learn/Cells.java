package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Numbers by the hash of their feature, four bytes each, in a table of fixed size: two features that meet in a cell share it. Readers
 * see what a writer adds soon, not at once; only one thread may write. An empty table takes no memory.
 */
final class Cells {

    private static final int[] NONE = new int[0];

    private final int size;
    private int[] cells = NONE;

    /** With room for so many numbers, a power of two. */
    Cells(int size) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(size + " is no power of two");
        }
        this.size = size;
    }

    /** Where the cell of a feature is, and behind it the next. */
    int place(long hash) {
        return (int) hash & size - 2;
    }

    /** Where the second half begins. */
    int half() {
        return size / 2;
    }

    /** Where the cell of a feature is. */
    int single(int hash) {
        return hash & size - 1;
    }

    int get(int place) {
        int[] now = cells;
        return now.length == 0 ? 0 : now[place];
    }

    /**
     * The numbers of pairs of cells, in one go: that the processor need not wait for one after the other is most of the speed of a table that
     * is larger than its caches.
     *
     * @param places of the first of each pair; below 0: the pair is 0, 0
     */
    int[] pairs(int[] places) {
        int[] now = cells;
        var out = new int[2 * places.length];
        if (now.length != 0) {
            for (int i = 0; i < places.length; i++) {
                int place = places[i];
                if (place >= 0) {
                    out[2 * i] = now[place];
                    out[2 * i + 1] = now[place + 1];
                }
            }
        }
        return out;
    }

    void add(int place, int amount) {
        if (cells.length == 0) {
            cells = new int[size];
        }
        cells[place] += amount;
    }

    /** As runs of empty cells and of numbers, in 7-bit groups. */
    void write(DataOutput out) throws IOException {
        out.writeInt(cells.length);
        for (int i = 0; i < cells.length; ) {
            int from = i;
            while (i < cells.length && cells[i] == 0) {
                i++;
            }
            number(out, i - from);
            from = i;
            while (i < cells.length && cells[i] != 0) {
                i++;
            }
            number(out, i - from);
            for (int k = from; k < i; k++) {
                number(out, cells[k] << 1 ^ cells[k] >> 31);
            }
        }
    }

    void read(DataInput in) throws IOException {
        int length = in.readInt();
        if (length != 0 && length != size) {
            throw new IOException("a table has another size");
        }
        cells = length == 0 ? NONE : new int[size];
        for (int i = 0; i < cells.length; ) {
            i += run(in, i);
            int to = i + run(in, i);
            for (; i < to; i++) {
                int number = number(in);
                cells[i] = number >>> 1 ^ -(number & 1);
            }
        }
    }

    private int run(DataInput in, int from) throws IOException {
        int length = number(in);
        if (length < 0 || length > cells.length - from) {
            throw new IOException("a run of cells ends behind the table");
        }
        return length;
    }

    private static void number(DataOutput out, int number) throws IOException {
        int left = number;
        while ((left & ~0x7f) != 0) {
            out.writeByte(left & 0x7f | 0x80);
            left >>>= 7;
        }
        out.writeByte(left);
    }

    private static int number(DataInput in) throws IOException {
        int out = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int octet = in.readUnsignedByte();
            out |= (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return out;
            }
        }
        throw new IOException("a number has more than five octets");
    }
}
