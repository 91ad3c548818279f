package org.serai.filter.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a tar as a stream (v7, POSIX ustar and pax, GNU long names). Commons Compress reads long names and pax headers
 * of any size into memory, which a firewall cannot. Where unpackers might see another file next, it is broken.
 */
final class TarReader extends FilterInputStream {

    private static final int BLOCK = 512;
    private static final int MAX_HEADER = 64 * 1024;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;

    /** Octets of the present file not yet read. */
    private long left;

    private long padding;

    /** What headers in front of a file say of it: empty and -1 where they say nothing. */
    private String longName = "";

    private long longSize = -1;

    TarReader(InputStream in) {
        super(in);
    }

    /** The octets begin with the header of a file in a tar, which has no mark in the v7 format but a checksum in all. */
    static boolean begins(byte[] head) {
        if (head.length < BLOCK) {
            return false;
        }
        int unsigned = CHECKSUM_LENGTH * ' ';
        int signed = unsigned;
        for (int i = 0; i < BLOCK; i++) {
            if (i < CHECKSUM || i >= CHECKSUM + CHECKSUM_LENGTH) {
                unsigned += head[i] & 0xff;
                signed += head[i];
            }
        }
        long said = octal(head, CHECKSUM, CHECKSUM_LENGTH);
        return said == unsigned || said == signed;
    }

    /** Moves to the next file, whose content this stream then is; null at the end. */
    @Nullable
    String next() throws IOException {
        boolean zeros = false;
        while (true) {
            in.skipNBytes(left + padding);
            size(0);
            byte[] header = in.readNBytes(BLOCK);
            if (header.length < BLOCK) {
                return null;
            }
            if (begins(header)) {
                String name = file(header);
                if (name != null) {
                    return name;
                }
            } else if (Arrays.equals(header, new byte[BLOCK])) {
                // The end, for most: some unpackers go on to a header behind it.
                zeros = true;
            } else if (zeros) {
                return null;
            } else {
                throw new IOException("no tar header");
            }
        }
    }

    /** The name of the file whose header this is; null where it is a header for the next one, or has no content. */
    private @Nullable String file(byte[] header) throws IOException {
        size(octal(header, 124, 12));
        char type = (char) header[156];
        switch (type) {
            case 'L' -> {
                byte[] name = start();
                longName = text(name, 0, name.length);
                return null;
            }
            case 'x', 'X' -> {
                records(start());
                return null;
            }
            case 'g' -> {
                records(start());
                if (!longName.isEmpty() || longSize >= 0) {
                    throw new IOException("a name or size for all files");
                }
                return null;
            }
            case 'K' -> {
                return null;
            }
            default -> {}
        }
        if (longSize >= 0) {
            size(longSize);
        }
        String prefix = header[257] == 'u' ? text(header, 345, 500) : "";
        String name = !longName.isEmpty()
                ? longName
                : prefix.isEmpty() ? text(header, 0, 100) : prefix + '/' + text(header, 0, 100);
        longName = "";
        longSize = -1;
        boolean link = type >= '1' && type <= '6';
        if (link && left > 0) {
            throw new IOException("a link or directory with content");
        }
        return link ? null : name;
    }

    private void size(long octets) throws IOException {
        if (octets < 0) {
            throw new IOException("no size");
        }
        left = octets;
        padding = (BLOCK - left % BLOCK) % BLOCK;
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
        if (left > MAX_HEADER) {
            throw new IOException("a header of " + left + " octets");
        }
        return readNBytes(MAX_HEADER);
    }

    /** Takes name and size from pax records such as {@code 18 path=dir/name}. */
    private void records(byte[] records) throws IOException {
        int at = 0;
        while (at < records.length) {
            int space = at;
            int length = 0;
            while (space < records.length && records[space] >= '0' && records[space] <= '9' && length <= MAX_HEADER) {
                length = length * 10 + records[space++] - '0';
            }
            int end = at + length;
            if (length <= space - at + 1 || end > records.length || records[space] != ' ' || records[end - 1] != '\n') {
                throw new IOException("broken pax records");
            }
            record(new String(records, space + 1, end - space - 2, StandardCharsets.UTF_8));
            at = end;
        }
    }

    private void record(String record) throws IOException {
        int equals = record.indexOf('=');
        String value = record.substring(equals + 1);
        switch (record.substring(0, Math.max(0, equals))) {
            case "path", "GNU.sparse.name" -> {
                byte[] name = value.getBytes(StandardCharsets.UTF_8);
                longName = text(name, 0, name.length);
            }
            case "size" -> {
                try {
                    longSize = Long.parseLong(value);
                } catch (NumberFormatException e) {
                    throw new IOException("no size", e);
                }
                if (longSize < 0) {
                    throw new IOException("no size");
                }
            }
            default -> {}
        }
    }

    private static String text(byte[] octets, int from, int limit) {
        int to = from;
        while (to < limit && octets[to] != 0) {
            to++;
        }
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }

    /** Digits with blanks around them; -1 for what is no number, or one that readers of tars disagree on. */
    private static long octal(byte[] header, int from, int length) {
        int at = from;
        int end = from + length;
        while (at < end && header[at] == ' ') {
            at++;
        }
        long value = 0;
        while (at < end && header[at] >= '0' && header[at] <= '7') {
            value = value << 3 | header[at++] - '0';
        }
        while (at < end) {
            if (header[at] != ' ' && header[at] != 0) {
                return -1;
            }
            at++;
        }
        return value;
    }
}
