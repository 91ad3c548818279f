package org.serai.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.serai.mail.Sha256;

/** Keys of parts that a stranger may make as long as he likes, so that a full table fits into the heap whatever he writes. */
final class BoundedKey {

    /** Octets of the heap; where one character is beyond Latin-1, each takes two. Longer addresses are few. */
    static final int MOST = 125;

    /** Of a part that is cut; three such parts make {@link #MOST}. */
    private static final int BEGINNING = 16;

    private static final int DIGITS = 24;

    private BoundedKey() {}

    /**
     * The parts with blanks between them. Where that is too long, of each long part and of each with a character beyond Latin-1
     * its beginning, {@code ~}, and 96 bits of its SHA-256.
     */
    static String of(String... parts) {
        String key = String.join(" ", parts);
        return key.length() <= MOST / (latin(key) == key.length() ? 1 : 2)
                ? key
                : Arrays.stream(parts).map(BoundedKey::cut).collect(Collectors.joining(" "));
    }

    private static String cut(String part) {
        int latin = latin(part);
        if (latin == part.length() && latin <= BEGINNING + 1 + DIGITS) {
            return part;
        }
        var hash = new Sha256();
        byte[] octets = part.getBytes(StandardCharsets.UTF_8);
        hash.update(octets, 0, octets.length);
        return part.substring(0, Math.min(latin, BEGINNING)) + "~" + hash.hex().substring(0, DIGITS);
    }

    /** Characters before the first that is beyond Latin-1. */
    private static int latin(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) <= 0xFF) {
            end++;
        }
        return end;
    }
}
