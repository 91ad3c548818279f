package org.serai.smtp;

import io.netty.buffer.ByteBuf;

/**
 * Reads the message that follows DATA (RFC 5321 sections 4.1.1.4 and 4.5.2) into its content; that of BDAT as well, in which
 * no dot means anything and the end is known otherwise.
 *
 * <p>It ends at CRLF.CRLF and nowhere else. A bare LF becomes CRLF and a bare CR a space, so that no reader behind us can
 * take a line for more than we did; a lone dot beside a bare newline is text and stays, the leading dot of any other line
 * is taken off. NUL and 8-bit pass.
 *
 * <p>Octets that cannot be understood yet (a CR, or a dot at the beginning of a line) stay in the buffer until more come,
 * so nothing but the place in the line is remembered from one call to the next. Each octet is looked at once,
 * eight at a time, and copied once, in runs as long as possible.
 */
final class DataDecoder implements Payload {

    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private enum Place {
        AFTER_CRLF,
        AFTER_BARE_LF,
        IN_LINE
    }

    private final SpooledContent content;
    private final long maxLine;
    private final boolean dots;
    private Place place = Place.AFTER_CRLF;
    private long lineLength;
    private boolean bareNewline;
    private boolean longLine;

    private DataDecoder(SpooledContent content, long maxLine, boolean dots) {
        this.content = content;
        this.maxLine = maxLine;
        this.dots = dots;
    }

    /** Whatever is decoded goes to {@code content}; lines above {@code maxLine} octets are noted. */
    DataDecoder(SpooledContent content, long maxLine) {
        this(content, maxLine, true);
    }

    /** The same for octets in which dots are nothing but text; they have no end. */
    static DataDecoder ofChunks(SpooledContent content, long maxLine) {
        return new DataDecoder(content, maxLine, false);
    }

    @Override
    public SpooledContent content() {
        return content;
    }

    @Override
    public boolean last() {
        return true;
    }

    /** The message ended with a CR. */
    void bareCr() {
        content.write(' ');
        bareNewline = true;
    }

    /** A CR or LF stood alone. */
    boolean bareNewline() {
        return bareNewline;
    }

    /** A line was longer than allowed. */
    boolean longLine() {
        return longLine;
    }

    @Override
    public boolean decode(ByteBuf in) {
        int end = in.writerIndex();
        int at = in.readerIndex();
        int run = at;
        boolean over = false;
        while (at < end) {
            if (dots && place != Place.IN_LINE && in.getByte(at) == '.') {
                Dot dot = dot(in, at, end);
                if (dot == Dot.UNCLEAR) {
                    break;
                }
                if (dot == Dot.END) {
                    over = true;
                    break;
                }
                if (dot == Dot.STUFFED) {
                    content.write(in, run, at - run);
                    run = at + 1;
                }
                at++;
            }
            place = Place.IN_LINE;
            int mark = newline(in, at, end);
            if (mark == end) {
                lineLength += end - at;
                at = end;
            } else if (in.getByte(mark) == LF) {
                content.write(in, run, mark - run);
                content.write('\r');
                content.write('\n');
                bareNewline = true;
                lineOver(mark - at, Place.AFTER_BARE_LF);
                at = mark + 1;
                run = at;
            } else if (mark + 1 == end) {
                lineLength += mark - at;
                at = mark;
                break;
            } else if (in.getByte(mark + 1) == LF) {
                lineOver(mark - at, Place.AFTER_CRLF);
                at = mark + 2;
            } else {
                content.write(in, run, mark - run);
                content.write(' ');
                bareNewline = true;
                lineLength += mark + 1 - at;
                at = mark + 1;
                run = at;
            }
        }
        content.write(in, run, at - run);
        in.readerIndex(over ? at + ".\r\n".length() : at);
        return over;
    }

    private void lineOver(int length, Place next) {
        longLine |= lineLength + length > maxLine;
        lineLength = 0;
        place = next;
    }

    /** The first CR or LF of {@code [from, end)}, or {@code end}; eight octets at a time, as {@link org.serai.mail.Octets}. */
    private static int newline(ByteBuf in, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long word = in.getLongLE(at);
            long cr = word ^ ONES * CR;
            long lf = word ^ ONES * LF;
            long found = ((cr - ONES) & ~cr | (lf - ONES) & ~lf) & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < end && in.getByte(at) != CR && in.getByte(at) != LF) {
            at++;
        }
        return at;
    }

    private enum Dot {
        UNCLEAR,
        END,
        TEXT,
        STUFFED
    }

    private Dot dot(ByteBuf in, int at, int end) {
        if (at + 1 == end) {
            return Dot.UNCLEAR;
        }
        byte next = in.getByte(at + 1);
        if (next == LF) {
            return Dot.TEXT;
        }
        if (next != CR) {
            return Dot.STUFFED;
        }
        if (at + 2 == end) {
            return Dot.UNCLEAR;
        }
        if (in.getByte(at + 2) != LF) {
            return Dot.STUFFED;
        }
        return place == Place.AFTER_CRLF ? Dot.END : Dot.TEXT;
    }
}
