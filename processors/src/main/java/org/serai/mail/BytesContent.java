package org.serai.mail;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A message in memory. */
public final class BytesContent implements Content {

    private final byte[] bytes;

    /** Takes the array over: it must not change any more. */
    public BytesContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A message from a file, which mostly has bare LF, as the door reads it with {@code smtp.bare-newline=normalize}. */
    public static BytesContent withCrlf(byte[] message) {
        int bare = 0;
        for (int i = newline(message, 0); i < message.length; i = newline(message, i + 1)) {
            bare += bare(message, i) ? 1 : 0;
        }
        var out = new byte[message.length + bare];
        int from = 0;
        int at = 0;
        while (from < message.length) {
            int end = newline(message, from);
            System.arraycopy(message, from, out, at, end - from);
            at += end - from;
            if (end < message.length) {
                if (bare(message, end)) {
                    out[at++] = '\r';
                }
                out[at++] = '\n';
            }
            from = end + 1;
        }
        return new BytesContent(out);
    }

    /** The next, or the end. */
    private static int newline(byte[] message, int from) {
        int found = Octets.indexOf(message, from, message.length, '\n');
        return found < 0 ? message.length : found;
    }

    private static boolean bare(byte[] message, int at) {
        return message[at] == '\n' && (at == 0 || message[at - 1] != '\r');
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
