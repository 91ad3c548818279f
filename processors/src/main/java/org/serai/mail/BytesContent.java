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
        for (int i = 0; i < message.length; i++) {
            bare += bare(message, i) ? 1 : 0;
        }
        var out = new byte[message.length + bare];
        int at = 0;
        for (int i = 0; i < message.length; i++) {
            if (bare(message, i)) {
                out[at++] = '\r';
            }
            out[at++] = message[i];
        }
        return new BytesContent(out);
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
