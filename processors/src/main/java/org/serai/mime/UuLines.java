package org.serai.mime;

import java.nio.charset.StandardCharsets;

/** Uuencode (IEEE 1003.1 uuencode), from its begin line to its end line. */
final class UuLines implements DecodedStream.LineDecoder {

    private boolean begun;

    /** A line such as {@code begin 644 name}. */
    static boolean begins(Lines line) {
        if (!line.startsWith("begin ") || line.length() < 11) {
            return false;
        }
        int at = line.from + 6;
        int digits = 0;
        while (at < line.to && line.buffer[at] >= '0' && line.buffer[at] <= '7') {
            at++;
            digits++;
        }
        return (digits == 3 || digits == 4) && at + 1 < line.to && line.buffer[at] == ' ';
    }

    /** The name in a line that {@link #begins}. */
    static String name(Lines line) {
        int mode = line.buffer[line.from + 9] == ' ' ? 10 : 11;
        return new String(line.buffer, line.from + mode, line.length() - mode, StandardCharsets.ISO_8859_1).strip();
    }

    /** A line that can stand in the encoded body: its first character counts the octets that follow. */
    static boolean encoded(Lines line) {
        if (line.length() < 2) {
            return false;
        }
        int first = line.buffer[line.from];
        int octets = first - 32 & 63;
        return first > ' ' && first <= '`' && line.length() - 1 >= (octets * 4 + 2) / 3;
    }

    static boolean ends(Lines line) {
        return line.startsWith("end") && (line.length() == 3 || line.buffer[line.from + 3] <= ' ');
    }

    @Override
    public int decode(Lines line, byte[] out) {
        if (!begun) {
            begun = begins(line);
            return 0;
        }
        if (ends(line)) {
            return -1;
        }
        if (line.length() == 0) {
            return 0;
        }
        int octets = line.buffer[line.from] - 32 & 63;
        int written = 0;
        for (int i = line.from + 1; written < octets && i < line.to; i += 4) {
            int bits = value(line, i) << 18 | value(line, i + 1) << 12 | value(line, i + 2) << 6 | value(line, i + 3);
            for (int shift = 16; shift >= 0 && written < octets; shift -= 8) {
                out[written++] = (byte) (bits >> shift);
            }
        }
        return written;
    }

    private static int value(Lines line, int at) {
        return at < line.to ? line.buffer[at] - 32 & 63 : 0;
    }
}
