package org.serai.content;

import java.nio.charset.StandardCharsets;

/** Percent-encoding (WHATWG URL Standard, RFC 3986 section 2.1). */
final class Percent {

    private Percent() {}

    /** Octets written as {@code %2F} are UTF-8; a percent sign before anything else stays. */
    static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < octets.length; i++) {
            int high = octets[i] == '%' && i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(octets[i + 2], 16);
            octets[length++] = low < 0 ? octets[i] : (byte) (high << 4 | low);
            i += low < 0 ? 0 : 2;
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }
}
