package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A message that comes in chunks. No octet of it is a mark, but it goes on by DATA, so newlines that stand alone become
 * what they become there, also where a chunk ends between CR and LF.
 */
final class ChunkedMessage {

    private static final byte CR = '\r';

    private final DataDecoder lines;
    private boolean endsWithCr;

    ChunkedMessage(DataDecoder lines) {
        this.lines = lines;
    }

    DataDecoder lines() {
        return lines;
    }

    /** Consumes all octets. */
    void take(ByteBuf in) {
        while (endsWithCr && in.isReadable()) {
            ByteBuf pair = Unpooled.wrappedBuffer(new byte[] {CR, in.readByte()});
            lines.decode(pair);
            endsWithCr = pair.isReadable();
        }
        lines.decode(in);
        if (in.isReadable()) {
            in.skipBytes(1);
            endsWithCr = true;
        }
    }

    void end() {
        if (endsWithCr) {
            lines.bareCr();
        }
    }
}
