package org.serai.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an {@link Answer} of reply lines (RFC 5321 section 4.2), at most {@value #MAX_LINES} lines of {@value #MAX_LINE}
 * octets; anything else is a {@link CorruptedFrameException}.
 *
 * <p>Netty's {@code SmtpResponseDecoder} does not serve here: it collects continuation lines without limit, fails on a bare
 * {@code 250} that section 4.2 tells clients to accept, and lets codes that are no numbers and lines of different codes pass.
 */
final class AnswerDecoder extends ByteToMessageDecoder {

    static final int MAX_LINE = 2048;
    static final int MAX_LINES = 128;

    private List<String> lines = new ArrayList<>();
    private int code;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int length = in.bytesBefore((byte) '\n');
        if (length > MAX_LINE || (length < 0 && in.readableBytes() > MAX_LINE)) {
            throw broken(in, "a reply line is longer than " + MAX_LINE);
        }
        if (length < 0) {
            return;
        }
        int start = in.readerIndex();
        in.skipBytes(length + 1);
        if (length > 0 && in.getByte(start + length - 1) == '\r') {
            length--;
        }
        String line = in.toString(start, length, StandardCharsets.ISO_8859_1);
        int said = code(line);
        boolean more = line.length() > 3 && line.charAt(3) == '-';
        if (said < 0 || (line.length() > 3 && !more && line.charAt(3) != ' ')) {
            throw broken(in, "not an SMTP reply: '" + BackendReplies.printable(line) + "'");
        }
        if (!lines.isEmpty() && said != code) {
            throw broken(in, "the lines of a reply have the codes " + code + " and " + said);
        }
        if (lines.size() == MAX_LINES) {
            throw broken(in, "a reply has more than " + MAX_LINES + " lines");
        }
        code = said;
        lines.add(line.length() > 4 ? line.substring(4) : "");
        if (!more) {
            out.add(new Answer(code, List.copyOf(lines)));
            lines = new ArrayList<>();
        }
    }

    /** Forgets what has come and not been answered for: before TLS it may be anybody's. */
    void drop() {
        lines = new ArrayList<>();
        if (actualReadableBytes() > 0) {
            internalBuffer().skipBytes(actualReadableBytes());
        }
    }

    private static int code(String line) {
        if (line.length() < 3) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < 3; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value >= 200 && value <= 599 ? value : -1;
    }

    private static CorruptedFrameException broken(ByteBuf in, String why) {
        in.skipBytes(in.readableBytes());
        return new CorruptedFrameException(why);
    }
}
