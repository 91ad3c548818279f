package org.serai.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Reads filled chunks of memory, of which the last is cut off at {@code size} octets in all. */
final class ChunkStream extends InputStream {

    private final List<byte[]> chunks;
    private int index;
    private int at;
    private long left;

    ChunkStream(List<byte[]> chunks, long size) {
        this.chunks = chunks;
        this.left = size;
    }

    @Override
    public int read() {
        int count = ready();
        if (count == 0) {
            return -1;
        }
        int octet = chunks.get(index)[at] & 0xff;
        advance(1);
        return octet;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int count = Math.min(length, ready());
        if (count == 0) {
            return -1;
        }
        System.arraycopy(chunks.get(index), at, to, offset, count);
        advance(count);
        return count;
    }

    @Override
    public long skip(long octets) {
        long skipped = 0;
        while (skipped < octets && left > 0) {
            int count = (int) Math.min(octets - skipped, ready());
            advance(count);
            skipped += count;
        }
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long before = left;
        while (left > 0) {
            int count = ready();
            out.write(chunks.get(index), at, count);
            advance(count);
        }
        return before;
    }

    /** Octets that can be read from the current chunk, 0 at the end. */
    private int ready() {
        if (left == 0) {
            return 0;
        }
        if (at == chunks.get(index).length) {
            index++;
            at = 0;
        }
        return (int) Math.min(left, chunks.get(index).length - at);
    }

    private void advance(int count) {
        at += count;
        left -= count;
    }
}
