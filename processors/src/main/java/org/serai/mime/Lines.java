package org.serai.mime;

import java.io.IOException;
import java.io.InputStream;
import org.serai.mail.Octets;

/**
 * Goes through a stream line by line in a fixed buffer; a line ends at LF, a CR before it belongs to the line's end. A line
 * longer than the buffer comes in pieces. The fields tell of the line at hand and are read only, for speed.
 */
final class Lines {

    private final InputStream in;
    final byte[] buffer;
    /** First octet of the line in {@link #buffer}. */
    int from;
    /** One past its last octet, the newline not included. */
    int to;
    /** One past its newline. */
    int next;
    /** The piece goes on a line that was longer than the buffer. */
    boolean continued;
    /** The piece ends with its newline. */
    boolean ended = true;

    private int end;
    private long base;
    private boolean exhausted;

    Lines(InputStream in, int size) {
        this(in, size, 0);
    }

    /** A stream of which so many octets have been read. */
    Lines(InputStream in, int size, long offset) {
        this(in, new byte[size]);
        this.base = offset;
    }

    private Lines(InputStream in, byte[] buffer) {
        this.in = in;
        this.buffer = buffer;
    }

    /** At the one line that these octets are. */
    static Lines of(byte[] line) {
        var lines = new Lines(InputStream.nullInputStream(), line);
        lines.to = line.length;
        lines.next = line.length;
        lines.end = line.length;
        return lines;
    }

    /** Moves to the next line or piece; false at the end. */
    boolean next() throws IOException {
        continued = !ended;
        from = next;
        int scan = from;
        while (true) {
            int newline = Octets.indexOf(buffer, scan, end, '\n');
            if (newline >= 0) {
                to = newline > from && buffer[newline - 1] == '\r' ? newline - 1 : newline;
                next = newline + 1;
                ended = true;
                return true;
            }
            if (exhausted || (from == 0 && end == buffer.length)) {
                return piece();
            }
            scan = end - from;
            refill();
        }
    }

    /** Where the line at hand begins in the stream. */
    long offset() {
        return base + from;
    }

    /** Where its newline begins in the stream. */
    long endOffset() {
        return base + to;
    }

    /** Where the next line begins in the stream. */
    long nextOffset() {
        return base + next;
    }

    int length() {
        return to - from;
    }

    /** The line begins with these ASCII characters, given in lower case, whatever its case. */
    boolean startsWith(String lowerCase) {
        if (length() < lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            int octet = buffer[from + i];
            if ((octet >= 'A' && octet <= 'Z' ? octet + 32 : octet) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean piece() {
        if (from == end) {
            ended = true;
            return false;
        }
        // A CR at the edge waits for its LF.
        boolean split = !exhausted && buffer[end - 1] == '\r';
        to = split ? end - 1 : end;
        next = to;
        ended = false;
        return true;
    }

    private void refill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, end - from);
        base += from;
        end -= from;
        from = 0;
        next = 0;
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            exhausted = true;
        } else {
            end += read;
        }
    }
}
