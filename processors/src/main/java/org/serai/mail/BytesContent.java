package org.serai.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
        var out = new ByteArrayOutputStream(message.length + message.length / 32);
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\n' && (i == 0 || message[i - 1] != '\r')) {
                out.write('\r');
            }
            out.write(message[i]);
        }
        return new BytesContent(out.toByteArray());
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
