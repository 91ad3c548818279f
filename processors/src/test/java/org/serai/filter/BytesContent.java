package org.serai.filter;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.serai.mail.Content;

/** A message in memory. */
public final class BytesContent implements Content {

    private final byte[] bytes;

    public BytesContent(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
