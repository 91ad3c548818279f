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
 * so nothing but the place in the line is remembered from one call to the next. Each octet is looked at by two vectorised
 * searches and copied once, in runs as long as possible.
 */
final class DataDecoder implements Payload {

    private static final byte CR = '\r';
    private static final byte LF = '\n';

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
        int lf = at - 1;
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
            if (lf < at) {
                lf = in.indexOf(at, end, LF);
                lf = lf < 0 ? end : lf;
            }
            int cr = in.indexOf(at, lf, CR);
            if (cr >= 0 && cr == end - 1) {
                lineLength += cr - at;
                at = cr;
                break;
            }
            if (cr >= 0 && cr < lf - 1) {
                content.write(in, run, cr - run);
                content.write(' ');
                lineLength += cr + 1 - at;
                at = cr + 1;
                run = at;
                bareNewline = true;
            } else if (lf < end) {
                if (cr < 0) {
                    content.write(in, run, lf - run);
                    content.write('\r');
                    content.write('\n');
                    run = lf + 1;
                    bareNewline = true;
                }
                lineLength += (cr < 0 ? lf : cr) - at;
                longLine |= lineLength > maxLine;
                lineLength = 0;
                place = cr < 0 ? Place.AFTER_BARE_LF : Place.AFTER_CRLF;
                at = lf + 1;
            } else {
                lineLength += end - at;
                at = end;
            }
        }
        content.write(in, run, at - run);
        in.readerIndex(over ? at + ".\r\n".length() : at);
        return over;
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
