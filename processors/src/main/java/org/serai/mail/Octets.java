package org.serai.mail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches in octets, eight at a time. */
public final class Octets {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Octets() {}

    /** The first place of an octet in {@code [from, to)}, or -1. */
    public static int indexOf(byte[] octets, int from, int to, char octet) {
        long pattern = ONES * octet;
        int i = from;
        for (int last = to - 8; i <= last; i += 8) {
            // After the XOR the octet is a zero, which the subtraction makes borrow.
            long word = (long) WORDS.get(octets, i) ^ pattern;
            long zeros = (word - ONES) & ~word & HIGH_BITS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if ((octets[i] & 0xff) == octet) {
                return i;
            }
        }
        return -1;
    }
}
