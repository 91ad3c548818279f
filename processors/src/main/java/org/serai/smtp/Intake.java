package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes from a client: taken off one command or one stretch of data at a time, until somebody must be waited for, and
 * read from the channel no faster than it can be answered.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** Pipelined octets that are taken in while a phase is being decided. */
    private static final int READ_AHEAD = 16 << 10;

    private static final int SMALL = 512;

    private final Channel channel;
    private final SmtpSession wire;
    private final Waits waits;
    private final Dialogue dialogue;
    private final CommandLines lines;
    private final Patience patience;
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private @Nullable Payload data;
    private boolean running;

    Intake(Channel channel, SmtpSession wire, Dialogue dialogue, CommandLines lines, Patience patience) {
        this.channel = channel;
        this.wire = wire;
        this.waits = wire.waits();
        this.dialogue = dialogue;
        this.lines = lines;
        this.patience = patience;
    }

    void add(ByteBuf piece) {
        patience.came(piece.readableBytes());
        dialogue.heard();
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), in, piece);
        process();
    }

    /** The octets that come now are no commands. */
    void receive(Payload payload) {
        data = payload;
        patience.dataBegins();
    }

    boolean isEmpty() {
        return !in.isReadable();
    }

    /** What has come, where it is not SMTP. */
    @Nullable
    OtherProtocol otherProtocol() {
        return OtherProtocol.of(in);
    }

    /** Throws away what came and has not been understood. */
    void drop() {
        in.release();
        in = Unpooled.EMPTY_BUFFER;
    }

    /** Parses and acts until it must wait for somebody. */
    void process() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (!waits.any() && !wire.closing() && channel.isWritable() && step()) {
                // One command or one stretch of data each.
            }
        } finally {
            running = false;
        }
        if (wire.closing() || isEmpty()) {
            drop();
        } else if (in.readableBytes() <= SMALL && in.capacity() > 2 * SMALL) {
            // A few octets that must wait for more should not hold a large buffer meanwhile.
            ByteBuf rest = Unpooled.buffer(SMALL).writeBytes(in);
            drop();
            in = rest;
        }
        if (!waits.any() || isEmpty() || !channel.isWritable()) {
            channel.flush();
        }
        // Asked again: the flush may have made room, and may have run this method meanwhile.
        boolean read = wire.closing() || (channel.isWritable() && (!waits.any() || in.readableBytes() < READ_AHEAD));
        patience.reading(read || !waits.any());
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    private boolean step() {
        return data != null ? readData(data) : in.isReadable() && readCommand();
    }

    private boolean readCommand() {
        OtherProtocol other = otherProtocol();
        if (other != null) {
            dialogue.spoken(other);
            return false;
        }
        try {
            String line = lines.next(in);
            if (line == null) {
                return false;
            }
            dialogue.line(line);
        } catch (Refusal e) {
            dialogue.lineRefused(e.reply());
        }
        return true;
    }

    private boolean readData(Payload payload) {
        boolean end = payload.decode(in);
        SpooledContent content = payload.content();
        boolean whole = end && payload.last();
        if (end) {
            data = null;
        }
        if (whole) {
            patience.dataEnds();
        }
        if (content != null && (content.full() || (whole && content.inFile()))) {
            toFile(content, whole, end ? () -> dialogue.received(payload) : () -> {});
        } else if (end) {
            dialogue.received(payload);
        }
        // What is left now cannot be understood before more comes, unless it is the next command.
        return end;
    }

    private void toFile(SpooledContent content, boolean last, Runnable then) {
        waits.begin();
        try {
            content.flush(
                    last,
                    () -> waits.end(() -> {
                        if (!wire.closed()) {
                            then.run();
                        }
                    }));
        } catch (RejectedExecutionException e) {
            LOG.warn("the spool's threads have ended");
            waits.end(dialogue::shutDown);
        }
    }
}
