package org.serai.mime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.serai.mail.Content;

/** The octets {@code from} to {@code to} of a content. */
final class Slice extends FilterInputStream {

    private long left;

    private Slice(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    static InputStream of(Content content, long from, long to) throws IOException {
        InputStream in = content.open();
        in.skipNBytes(Math.min(from, content.size()));
        return new Slice(in, to - from);
    }

    @Override
    public int read() throws IOException {
        int octet = left > 0 ? in.read() : -1;
        left = octet < 0 ? 0 : left - 1;
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left <= 0) {
            return length == 0 ? 0 : -1;
        }
        int read = in.read(target, offset, (int) Math.min(length, left));
        left = read < 0 ? 0 : left - read;
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
