package org.serai.dns;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A name that can be asked for.
 *
 * @param text one character an octet, ASCII letters in lower case, no dot at the end; labels of 1–63 octets, at most 253 octets
 *     in all (RFC 1035 section 2.3.4)
 */
record QueryName(String text) {

    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;

    /** Reads a name as {@link Dns#lookup} takes it; null for what no name in the DNS can be, so that nothing of it exists. */
    static @Nullable QueryName of(String name) {
        int end = name.endsWith(".") ? name.length() - 1 : name.length();
        if (end < 1 || end > MAX_NAME) {
            return null;
        }
        boolean asItIs = end == name.length();
        int label = 0;
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return null;
                }
                label = 0;
            } else if (c > 0xff || ++label > MAX_LABEL) {
                return null;
            } else if (upper(c)) {
                asItIs = false;
            }
        }
        return label == 0 ? null : new QueryName(asItIs ? name : lower(name, end));
    }

    private static String lower(String name, int end) {
        var out = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            out.append(upper(c) ? (char) (c | 0x20) : c);
        }
        return out.toString();
    }

    private static boolean upper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** As it stands in a question: each label with its length in front, then the root (RFC 1035 section 3.1). */
    byte[] wire() {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        var out = new byte[octets.length + 2];
        System.arraycopy(octets, 0, out, 1, octets.length);
        int length = 0;
        for (int i = octets.length; i > 0; i--) {
            if (out[i] == '.') {
                out[i] = (byte) length;
                length = 0;
            } else {
                length++;
            }
        }
        out[0] = (byte) length;
        return out;
    }
}
