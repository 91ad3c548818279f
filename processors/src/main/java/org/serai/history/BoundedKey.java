package org.serai.history;

import java.nio.charset.StandardCharsets;
import org.serai.mail.Sha256;

/** Parts of keys that a stranger may make as long as he likes. */
final class BoundedKey {

    /** Longer addresses are few. */
    private static final int MOST = 200;

    private static final int KEPT = 100;
    private static final int DIGITS = 32;

    private BoundedKey() {}

    /** The text; of a long one its beginning and 128 bits of its SHA-256. */
    static String of(String text) {
        if (text.length() <= MOST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(KEPT - 1)) ? KEPT - 1 : KEPT;
        var hash = new Sha256();
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        hash.update(octets, 0, octets.length);
        return text.substring(0, end) + "…" + hash.hex().substring(0, DIGITS);
    }
}
