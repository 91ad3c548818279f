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
