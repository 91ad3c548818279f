package org.serai.filter.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a tar as a stream (POSIX ustar and pax, GNU long names). Commons Compress reads long names and pax headers of
 * any size into memory, which a firewall cannot.
 */
final class TarReader extends FilterInputStream {

    private static final int BLOCK = 512;
    private static final int MAX_NAME = 64 * 1024;

    /** Octets of the present file not yet read. */
    private long left;

    private long padding;

    TarReader(InputStream in) {
        super(in);
    }

    /** Moves to the next file, whose content this stream then is; null at the end. */
    @Nullable
    String next() throws IOException {
        String longName = "";
        while (true) {
            in.skipNBytes(left + padding);
            byte[] header = in.readNBytes(BLOCK);
            if (header.length < BLOCK || header[0] == 0) {
                return null;
            }
            left = octal(header, 124, 12);
            padding = (BLOCK - left % BLOCK) % BLOCK;
            char type = (char) header[156];
            if (type == 'L') {
                byte[] name = start();
                longName = text(name, 0, name.length);
            } else if (type == 'x') {
                String path = path(start());
                longName = path.isEmpty() ? longName : path;
            } else if (type == '0' || type == 0 || type == '7') {
                if (!longName.isEmpty()) {
                    return longName;
                }
                String prefix = header[257] == 'u' ? text(header, 345, 500) : "";
                return prefix.isEmpty() ? text(header, 0, 100) : prefix + '/' + text(header, 0, 100);
            } else if (type != 'g' && type != 'K') {
                longName = "";
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int read = in.read(target, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new IOException("cut short");
        }
        left -= read;
        return read;
    }

    private byte[] start() throws IOException {
        return readNBytes(MAX_NAME);
    }

    /** The value of {@code path} among records such as {@code 18 path=dir/name}. */
    private static String path(byte[] records) {
        String text = new String(records, StandardCharsets.UTF_8);
        int at = text.indexOf(" path=");
        int end = text.indexOf('\n', Math.max(0, at));
        return at < 0 || end < 0 ? "" : text.substring(at + 6, end);
    }

    private static String text(byte[] octets, int from, int limit) {
        int to = from;
        while (to < limit && octets[to] != 0) {
            to++;
        }
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        long value = 0;
        for (int i = from; i < from + length && header[i] != 0; i++) {
            if (header[i] != ' ') {
                if (header[i] < '0' || header[i] > '7') {
                    throw new IOException("no size");
                }
                value = value << 3 | header[i] - '0';
            }
        }
        return value;
    }
}
