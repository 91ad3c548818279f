package org.serai.delivery;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import org.serai.mail.Content;
import org.serai.mail.Edits;
import org.serai.mail.Octets;
import org.serai.mail.Sha256;

/**
 * A mail as it goes over the wire between 354 and the end-of-data mark: edits applied, dots stuffed (RFC 5321 section
 * 4.5.2), a final CRLF where it lacks. Read piece by piece; the mark itself is not part of it. Undoing the stuffing
 * gives the content back byte for byte, whatever is in it, and CRLF.CRLF never occurs.
 *
 * <p>Fields in front do not mix with a content that begins with no field: its first line, where it is folded or one of a
 * mailbox file, becomes the body of {@code X-Serai-First-Line}.
 */
final class StuffedContent implements Closeable {

    /** Octets of content read at once: each piece of a file costs two changes of thread. */
    static final int PIECE = 256 * 1024;

    private static final byte[] NEWLINE = {'\r', '\n'};
    private static final byte[] MAILBOX = "From ".getBytes(StandardCharsets.US_ASCII);

    /** Makes such a line the body of a field of its own, without a change of it: it can be no part of one that means something. */
    private static final byte[] FIRST_LINE = "X-Serai-First-Line:".getBytes(StandardCharsets.US_ASCII);

    /** How far the last octets written are into a CRLF; the beginning counts as the beginning of a line. */
    private enum Line {
        INSIDE,
        AFTER_CR,
        START
    }

    private final long size;
    private final InputStream in;
    private final Iterator<Edits.Range> removed;
    private final byte[] piece;
    private final Sha256 hash = new Sha256();
    private Edits.Range next;
    private byte[] prepended;
    private long position;
    private Line line = Line.START;
    private boolean newlineAdded;

    StuffedContent(Content content, Edits edits) throws IOException {
        this.size = content.size();
        this.removed = edits.removed().iterator();
        this.piece = new byte[(int) Math.min(size, PIECE)];
        this.prepended = edits.prepended().isEmpty()
                ? new byte[0]
                : (String.join("\r\n", edits.prepended()) + "\r\n").getBytes(StandardCharsets.UTF_8);
        this.next = nextRemoved();
        this.in = content.open();
    }

    /**
     * Writes the next piece, at most twice {@link #PIECE} octets and the prepended fields.
     *
     * @return true when that was the last one
     * @throws IOException also when the content ends early: half a mail must never get its end-of-data mark
     */
    boolean writeTo(ByteBuf out) throws IOException {
        int length = position < size ? in.readNBytes(piece, 0, (int) Math.min(piece.length, size - position)) : 0;
        if (position < size && length == 0) {
            throw new IOException("the content ends at " + position + " of " + size + " octets");
        }
        if (prepended.length > 0) {
            stuff(prepended, 0, prepended.length, out);
            prepended = new byte[0];
            if (next.from() > 0 && noHeaderBegins(length)) {
                stuff(FIRST_LINE, 0, FIRST_LINE.length, out);
            }
        }
        keep(length, out);
        if (position < size) {
            return false;
        }
        if (line != Line.START) {
            hash.update(NEWLINE, 0, NEWLINE.length);
            out.writeBytes(NEWLINE);
            line = Line.START;
            newlineAdded = true;
        }
        return true;
    }

    /** Of all that was written, without the stuffing; after the last piece, once. */
    Sha256.Sent sent() {
        return new Sha256.Sent(hash.hex(), newlineAdded);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * A first line that would continue our last field, or that only stands for something where it is the first: the one of a
     * mailbox file, also quoted.
     */
    private boolean noHeaderBegins(int length) {
        if (length > 0 && (piece[0] == ' ' || piece[0] == '\t')) {
            return true;
        }
        int from = 0;
        while (from < length && piece[from] == '>') {
            from++;
        }
        return from + MAILBOX.length <= length
                && Arrays.mismatch(piece, from, from + MAILBOX.length, MAILBOX, 0, MAILBOX.length) < 0;
    }

    /** Stuffs what of the piece is in no removed range. */
    private void keep(int length, ByteBuf out) {
        long end = position + length;
        int from = 0;
        while (position < end) {
            if (position < next.from()) {
                int count = (int) (Math.min(end, next.from()) - position);
                stuff(piece, from, from + count, out);
                from += count;
                position += count;
            } else {
                int count = (int) (Math.min(end, Math.max(next.to(), position)) - position);
                from += count;
                position += count;
                if (position >= next.to()) {
                    next = nextRemoved();
                }
            }
        }
    }

    private Edits.Range nextRemoved() {
        return removed.hasNext() ? removed.next() : new Edits.Range("", Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private void stuff(byte[] bytes, int from, int to, ByteBuf out) {
        hash.update(bytes, from, to - from);
        int written = from;
        for (int start = from; start < to; start = lineAfter(bytes, start, to)) {
            if (bytes[start] == '.' && startsLine(bytes, from, start)) {
                out.writeBytes(bytes, written, start - written).writeByte('.');
                written = start;
            }
        }
        out.writeBytes(bytes, written, to - written);
        if (to > from) {
            line = bytes[to - 1] == '\r' ? Line.AFTER_CR : startsLine(bytes, from, to) ? Line.START : Line.INSIDE;
        }
    }

    private static int lineAfter(byte[] bytes, int from, int to) {
        int newline = Octets.indexOf(bytes, from, to, '\n');
        return newline < 0 ? to : newline + 1;
    }

    private boolean startsLine(byte[] bytes, int from, int index) {
        if (index == from) {
            return line == Line.START;
        }
        return bytes[index - 1] == '\n' && (index - 1 == from ? line == Line.AFTER_CR : bytes[index - 2] == '\r');
    }
}
