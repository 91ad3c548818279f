package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Cuts command lines out of what came; they end with LF, with or without CR. */
final class CommandLines {

    private final int max;
    private boolean skipping;

    /** Lines above {@code max} octets are refused and skipped, never kept. */
    CommandLines(int max) {
        this.max = max;
    }

    /** The next line without its end, or null when it is not complete. */
    @Nullable
    String next(ByteBuf in) throws Refusal {
        int from = in.readerIndex();
        int lf = in.indexOf(from, in.writerIndex(), (byte) '\n');
        int length = (lf < 0 ? in.writerIndex() : lf) - from;
        if (lf < 0) {
            if (length > max) {
                skipping = true;
                in.skipBytes(length);
            }
            return null;
        }
        in.readerIndex(lf + 1);
        if (skipping || length > max) {
            skipping = false;
            throw new Refusal(500, "5.5.2", "Line too long");
        }
        boolean crlf = length > 0 && in.getByte(lf - 1) == '\r';
        return Command.text(in, from, crlf ? length - 1 : length);
    }
}
