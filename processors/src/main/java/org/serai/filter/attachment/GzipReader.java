package org.serai.filter.attachment;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks all members of a gzip as a stream (RFC 1952). Commons Compress reads names and comments of any size into memory,
 * which a firewall cannot. Checksums are not compared: whoever looks for danger looks at broken content too.
 */
final class GzipReader extends InputStream {

    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECK = 2;
    private static final int TRAILER = 8;
    private static final int MAX_NAME = 64 * 1024;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[8192];
    private final String name;
    private int at;
    private int limit;
    private long before;
    private boolean ended;

    /** Reads the first header. The stream below stays open. */
    GzipReader(InputStream in) throws IOException {
        this.in = in;
        this.name = header(next());
        inflate();
    }

    /** The name that the file had, as the first member says, or empty. */
    String name() {
        return name;
    }

    /** Packed octets read so far. */
    long packed() {
        return before + at;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            try {
                int count = inflater.inflate(target, offset, length);
                if (count > 0) {
                    return count;
                }
            } catch (DataFormatException e) {
                throw new IOException("not deflated", e);
            }
            if (inflater.needsDictionary()) {
                throw new IOException("needs a dictionary");
            }
            if (inflater.finished()) {
                at = limit - inflater.getRemaining();
                member();
            } else if (inflater.needsInput()) {
                if (!fill()) {
                    throw new EOFException("cut short");
                }
                inflate();
            }
        }
        return -1;
    }

    @Override
    public void close() {
        inflater.end();
    }

    /** Goes on to the next member, or to the end. */
    private void member() throws IOException {
        for (int i = 0; i < TRAILER; i++) {
            next();
        }
        if (at == limit && !fill()) {
            ended = true;
            return;
        }
        inflater.reset();
        header(next());
        inflate();
    }

    /** Gives what the buffer has to the inflater, which says at the end of a member what it left. */
    private void inflate() {
        inflater.setInput(buffer, at, limit - at);
        at = limit;
    }

    private String header(int first) throws IOException {
        if (first != 0x1f || next() != 0x8b || next() != 8) {
            throw new IOException("no gzip");
        }
        int flags = next();
        for (int i = 0; i < 6; i++) {
            next();
        }
        if ((flags & EXTRA) != 0) {
            for (int left = next() | next() << 8; left > 0; left--) {
                next();
            }
        }
        String said = (flags & NAME) == 0 ? "" : text();
        if ((flags & COMMENT) != 0) {
            text();
        }
        if ((flags & HEADER_CHECK) != 0) {
            next();
            next();
        }
        return said;
    }

    private String text() throws IOException {
        var text = new StringBuilder();
        for (int octet = next(); octet != 0; octet = next()) {
            if (text.length() == MAX_NAME) {
                throw new IOException("a name or comment of more than " + MAX_NAME + " octets");
            }
            text.append((char) octet);
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private int next() throws IOException {
        if (at == limit && !fill()) {
            throw new EOFException("cut short");
        }
        return buffer[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        before += limit;
        at = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
