package org.serai.learn;

import java.util.Locale;

/** 64-bit hashes of features. Not secret: who knows the code can make two features meet in one cell, which gains nothing. */
final class Hash {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hash() {}

    private static long next(long hash, char c) {
        return (hash ^ c) * PRIME;
    }

    /** Of a text: FNV-1a over its chars, then mixed. */
    static long of(String text) {
        return of(text, 0, text.length());
    }

    /** Of what stands between two places of a text. */
    static long of(String text, int from, int to) {
        long hash = OFFSET;
        for (int i = from; i < to; i++) {
            hash = next(hash, text.charAt(i));
        }
        return mix(hash);
    }

    /** Of the same in lower case. */
    static long ofLowerCase(String text, int from, int to) {
        long hash = OFFSET;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c > '~') {
                return of(text.substring(from, to).toLowerCase(Locale.ROOT));
            }
            hash = next(hash, c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
        return mix(hash);
    }

    /** Of a feature behind another one. */
    static long of(long first, long second) {
        return mix(first * 31 + second);
    }

    /** Spreads all bits over all bits (the finaliser of MurmurHash3, Appleby 2011). */
    static long mix(long bits) {
        long hash = bits;
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
