package org.serai.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.serai.mime.MimeView.Field;

/** The header of a message or part, gathered line by line and cut into fields. */
final class HeaderBlock {

    /** More fields than this count as a header that is too large. */
    private static final int MAX_FIELDS = 4000;

    /** RFC 5322 section 2.1.1 knows no limit but that of a line; the longest name in use has 60 octets. */
    private static final int MAX_NAME = 255;

    private final long offset;
    private final long max;
    private byte[] octets = new byte[2048];
    private int length;
    private long size;
    private boolean truncated;
    /** What was not kept first belongs to the last field kept. */
    private boolean cutInField;

    private int broken;
    private final List<Field> doubtful = new ArrayList<>();

    /** A header that begins at an offset; at most so many octets of it are kept. */
    HeaderBlock(long offset, long max) {
        this.offset = offset;
        this.max = max;
    }

    /** Adds the line, or piece of one, with its newline. */
    void add(Lines line) {
        int count = line.next - line.from;
        size += count;
        if (truncated || length + count > max) {
            cutInField |= !truncated && (line.continued || blank(line.buffer[line.from]));
            truncated = true;
            return;
        }
        if (length + count > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + count));
        }
        System.arraycopy(line.buffer, line.from, octets, length, count);
        length += count;
    }

    /** The fields in their order: all, or those alone whose name begins with {@code Content-}. */
    List<Field> fields(boolean all) {
        var fields = new ArrayList<Field>();
        int start = 0;
        while (start < length) {
            int end = line(start);
            while (end < length && blank(octets[end])) {
                end = line(end);
            }
            if (cutInField && end == length) {
                // Nobody knows where this field ends.
                break;
            }
            int colon = colon(start, end);
            if (colon < 0) {
                if (start > 0 || !mailbox(start, end)) {
                    broken++;
                    doubt(start, end);
                }
            } else if (fields.size() == MAX_FIELDS) {
                truncated = true;
                break;
            } else if (all || content(start)) {
                String name = text(start, colon).stripTrailing();
                fields.add(new Field(name, unfolded(colon + 1, end), offset + start, offset + end));
            }
            start = end;
        }
        return fields;
    }

    /** Octets with all newlines, the empty line after it not included. */
    long size() {
        return size;
    }

    boolean truncated() {
        return truncated;
    }

    /** Those among them that a lax reader may take for one, under the name that it reads. */
    List<Field> doubtful() {
        return doubtful;
    }

    /** Lines that are no field, known once {@link #fields} was asked. */
    int broken() {
        return broken;
    }

    private void doubt(int start, int end) {
        var name = new StringBuilder();
        for (int i = start; i < end && name.length() < MAX_NAME && doubtful.size() < MAX_FIELDS; i++) {
            int octet = octets[i];
            if (octet == ':') {
                doubtful.add(new Field(name.toString(), unfolded(i + 1, end), offset + start, offset + end));
                return;
            } else if (octet > ' ' && octet < 0x7f) {
                name.append((char) octet);
            }
        }
    }

    private int line(int start) {
        for (int i = start; i < length; i++) {
            if (octets[i] == '\n') {
                return i + 1;
            }
        }
        return length;
    }

    /** Where the name ends, or -1: printable characters, then perhaps blanks (RFC 5322 section 4.5), then the colon. */
    private int colon(int start, int end) {
        boolean blanks = false;
        for (int i = start; i < end; i++) {
            int octet = octets[i];
            if (octet == ':') {
                return i > start ? i : -1;
            }
            if (blank(octet) && i > start) {
                blanks = true;
            } else if (octet <= ' ' || octet == 0x7f || blanks) {
                return -1;
            }
        }
        return -1;
    }

    /** The line that a mailbox file puts in front of a message. */
    private boolean mailbox(int start, int end) {
        return end - start > 5 && text(start, start + 5).equals("From ");
    }

    private boolean content(int start) {
        return length - start > 8 && text(start, start + 8).equalsIgnoreCase("content-");
    }

    /** Without its newlines and the blanks around it. */
    private String unfolded(int start, int end) {
        int from = start;
        int to = end;
        while (from < to && octets[from] <= ' ' && octets[from] >= 0) {
            from++;
        }
        while (to > from && octets[to - 1] <= ' ' && octets[to - 1] >= 0) {
            to--;
        }
        if (line(from) >= to) {
            return text(from, to);
        }
        byte[] out = new byte[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet != '\n' && (octet != '\r' || octets[i + 1] != '\n')) {
                out[count++] = octet;
            }
        }
        return new String(out, 0, count, StandardCharsets.ISO_8859_1);
    }

    private String text(int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean blank(int octet) {
        return octet == ' ' || octet == '\t';
    }
}
