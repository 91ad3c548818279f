package org.serai.learn;

/** 64-bit hashes of features. Not secret: who knows the code can make two features meet in one cell, which gains nothing. */
final class Hash {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hash() {}

    /** Of a text: FNV-1a over its chars, then mixed. */
    static long of(CharSequence text) {
        long hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
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
