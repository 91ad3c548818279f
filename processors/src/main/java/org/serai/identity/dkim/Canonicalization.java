package org.serai.identity.dkim;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** How much a message may change on its way (RFC 6376 section 3.4). */
public enum Canonicalization {
    SIMPLE,
    RELAXED;

    static @Nullable Canonicalization named(String name) {
        return switch (name) {
            case "simple" -> SIMPLE;
            case "relaxed" -> RELAXED;
            default -> null;
        };
    }

    /** One header field, given with its newline or without, in canonical form and without a newline at its end. */
    byte[] field(byte[] octets, int from, int to) {
        int end = to;
        if (end > from && octets[end - 1] == '\n') {
            end -= end - 1 > from && octets[end - 2] == '\r' ? 2 : 1;
        }
        var out = new ByteArrayOutputStream(end - from + 2);
        if (this == SIMPLE) {
            out.write(octets, from, end - from);
        } else {
            relaxed(octets, from, end, out);
        }
        return out.toByteArray();
    }

    /** Section 3.4.2: the name in lower case, lines unfolded, white space one space, none at the end or around the colon. */
    private static void relaxed(byte[] octets, int from, int end, ByteArrayOutputStream out) {
        int colon = from;
        while (colon < end && octets[colon] != ':') {
            colon++;
        }
        int nameEnd = colon;
        while (nameEnd > from && blank(octets[nameEnd - 1])) {
            nameEnd--;
        }
        for (int i = from; i < nameEnd; i++) {
            int octet = octets[i];
            out.write(octet >= 'A' && octet <= 'Z' ? octet + 32 : octet);
        }
        out.write(':');
        boolean first = true;
        boolean space = false;
        for (int i = colon + 1; i < end; i++) {
            int octet = octets[i];
            if (octet == '\r' && i + 1 < end && octets[i + 1] == '\n') {
                i++;
            } else if (blank(octet)) {
                space = true;
            } else {
                if (space && !first) {
                    out.write(' ');
                }
                out.write(octet);
                space = false;
                first = false;
            }
        }
    }

    private static boolean blank(int octet) {
        return octet == ' ' || octet == '\t';
    }
}
