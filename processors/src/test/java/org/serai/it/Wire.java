package org.serai.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** How message bytes look between client and server (RFC 5321 sections 2.3.8 and 4.5.2). */
final class Wire {

    private static final byte[] END = ".\r\n".getBytes(ISO_8859_1);

    private Wire() {}

    /** One byte a character, so that tests can say any octet in a string. */
    static byte[] bytes(String latin1) {
        return latin1.getBytes(ISO_8859_1);
    }

    static String text(byte[] octets) {
        return new String(octets, ISO_8859_1);
    }

    /** A stored message as a client sends it: lone LF becomes CRLF, and the last line ends. */
    static byte[] canonical(byte[] stored) {
        var out = new ByteArrayOutputStream(stored.length + stored.length / 32 + 2);
        int previous = -1;
        for (byte octet : stored) {
            if (octet == '\n' && previous != '\r') {
                out.write('\r');
            }
            out.write(octet);
            previous = octet;
        }
        if (previous != '\n' && stored.length > 0) {
            out.writeBytes(bytes("\r\n"));
        }
        return out.toByteArray();
    }

    /** What the newline rule of the door makes of a canonical message: CR without LF becomes a space. */
    static byte[] normalized(byte[] canonical) {
        byte[] out = canonical.clone();
        for (int i = 0; i < out.length; i++) {
            if (out[i] == '\r' && (i + 1 == out.length || out[i + 1] != '\n')) {
                out[i] = ' ';
            }
        }
        return out;
    }

    /** Dot-stuffed and ended. */
    static byte[] data(byte[] canonical) {
        var out = new ByteArrayOutputStream(canonical.length + 64);
        boolean lineStart = true;
        for (int i = 0; i < canonical.length; i++) {
            if (lineStart && canonical[i] == '.') {
                out.write('.');
            }
            out.write(canonical[i]);
            lineStart = canonical[i] == '\n' && i > 0 && canonical[i - 1] == '\r';
        }
        out.writeBytes(END);
        return out.toByteArray();
    }

    /** What stands before {@code message} in {@code delivered}; fails where it does not end with the message. */
    static String prepended(byte[] delivered, byte[] message) {
        int from = delivered.length - message.length;
        if (from < 0 || !Arrays.equals(delivered, from, delivered.length, message, 0, message.length)) {
            int common = 0;
            while (common < Math.min(delivered.length, message.length)
                    && delivered[delivered.length - 1 - common] == message[message.length - 1 - common]) {
                common++;
            }
            throw new AssertionError(
                    "delivered %d bytes, sent %d; equal are the last %d; before them was delivered:\n%s"
                            .formatted(delivered.length, message.length, common, tail(delivered, common)));
        }
        return text(Arrays.copyOf(delivered, from));
    }

    private static String tail(byte[] octets, int without) {
        int to = octets.length - without;
        return text(Arrays.copyOfRange(octets, Math.max(0, to - 200), to));
    }
}
