package org.serai.filter.attachment;

import java.nio.charset.StandardCharsets;

/**
 * Looks for an ASCII word in UTF-16 as octets go by. After a mismatch it begins anew: good for words whose beginning does
 * not occur in them again.
 */
final class Needle {

    private final byte[] word;
    private int matched;
    private boolean found;

    Needle(String word) {
        this.word = word.getBytes(StandardCharsets.UTF_16LE);
    }

    void next(byte octet) {
        if (octet != word[matched]) {
            matched = octet == word[0] ? 1 : 0;
        } else if (++matched == word.length) {
            found = true;
            matched = 0;
        }
    }

    boolean found() {
        return found;
    }
}
