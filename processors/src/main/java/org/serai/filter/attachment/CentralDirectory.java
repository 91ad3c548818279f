package org.serai.filter.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Notes, while a file is read as a stream, the names in all that may be the central directory of a zip (APPNOTE.TXT section
 * 4.3.12): unpackers go by these, and a forged archive has others there than in front of its files.
 *
 * <p>Each signature counts, also one within a record that another began: which are true only the end of the file tells.
 */
final class CentralDirectory extends FilterInputStream {

    private static final int HEADER = 'P' | 'K' << 8 | 1 << 16 | 2 << 24;
    private static final int ENTRY = 'P' | 'K' << 8 | 3 << 16 | 4 << 24;
    private static final int END = 'P' | 'K' << 8 | 5 << 16 | 6 << 24;
    private static final int NAME_LENGTH = 28;
    private static final int FIXED = 46;
    private static final int END_LENGTH = 22;
    /** Version and checksum in front of the name in an extra field of Info-ZIP, {@code up} (section 4.6.9). */
    private static final int UNICODE_FIXED = 5;

    private static final int MAX_NAME = 255;

    /** Kinds of events beside the ends of names, which are of the kind of their length. */
    private static final int NAME_LENGTH_READ = MAX_NAME + 1;

    private static final int COMMENT_LENGTH_READ = MAX_NAME + 2;
    private static final int ZIP_ENDS = MAX_NAME + 3;
    private static final int KINDS = MAX_NAME + 4;

    private final Budget budget;
    private final Set<String> names = new LinkedHashSet<>();
    /** The last octets: more than a name has. */
    private final byte[] ring = new byte[512];
    /** Where in the file to look back at something, times {@link #KINDS}, and at what: no more than fit into 64 KB. */
    private final PriorityQueue<Long> events = new PriorityQueue<>();

    private long soon = -1;
    private long at;
    private long end = -1;
    private int last;

    CentralDirectory(InputStream in, Budget budget) {
        super(in);
        this.budget = budget;
    }

    /** Names seen so far; of long ones their last {@value #MAX_NAME} octets. */
    Set<String> names() {
        return names;
    }

    /** Reads up to and with the mark of a file in a zip; false where there is none. */
    boolean entry() throws IOException {
        for (int octet = read(); octet >= 0; octet = read()) {
            if (last == ENTRY) {
                return true;
            }
        }
        return false;
    }

    /** What was read, and was all, ends as a zip does: unpackers take it for one whatever stands in front. */
    boolean endsAsZip() {
        return end == at && at > 0;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
            next((byte) octet);
        }
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        budget.time();
        int read = super.read(target, offset, count);
        for (int i = offset; i < offset + read; i++) {
            next(target[i]);
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    /** The stream below stays open: the central directory is at its end, where the unpacker does not come after a failure. */
    @Override
    public void close() {}

    @Override
    public boolean markSupported() {
        return false;
    }

    private void next(byte octet) throws IOException {
        ring[(int) (at++ % ring.length)] = octet;
        last = last >>> 8 | octet << 24;
        if (last == HEADER) {
            plan(at - 4 + NAME_LENGTH + 2, NAME_LENGTH_READ);
        } else if (last == END) {
            plan(at - 4 + END_LENGTH, COMMENT_LENGTH_READ);
        } else if (octet == 1 && back(5) == 'u' && back(4) == 'p' && pair(3) > UNICODE_FIXED) {
            plan(at + pair(3) - 1, Math.min(MAX_NAME, pair(3) - UNICODE_FIXED));
        }
        while (at == soon) {
            happens((int) (events.remove() % KINDS));
            soon = events.isEmpty() ? -1 : events.element() / KINDS;
        }
    }

    private void happens(int kind) throws IOException {
        if (kind == NAME_LENGTH_READ) {
            int length = pair(2);
            plan(at + FIXED - NAME_LENGTH - 2 + length, Math.min(MAX_NAME, length));
        } else if (kind == COMMENT_LENGTH_READ) {
            plan(at + pair(2), ZIP_ENDS);
        } else if (kind == ZIP_ENDS) {
            end = at;
        } else if (kind > 0) {
            byte[] name = new byte[kind];
            for (int i = 0; i < kind; i++) {
                name[i] = (byte) back(kind - i);
            }
            names.add(new String(name, StandardCharsets.UTF_8));
            budget.names(names.size());
        }
    }

    private void plan(long when, int kind) {
        events.add(when * KINDS + kind);
        soon = events.element() / KINDS;
    }

    /** The octet so many back, 1 for the last. */
    private int back(int count) {
        return ring[(int) ((at - count + ring.length) % ring.length)] & 0xff;
    }

    /** The number in the two octets that begin so many back. */
    private int pair(int count) {
        return back(count) | back(count - 1) << 8;
    }
}
