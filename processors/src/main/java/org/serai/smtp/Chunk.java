package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Reply;

/** What follows one BDAT (RFC 3030 section 2): so many octets, whatever they are. */
final class Chunk implements Payload {

    private static final Reply RECEIVED = Reply.of(250, "2.0.0", "Chunk received");

    private final boolean last;
    private final @Nullable ChunkedMessage message;
    private final Reply reply;
    private long left;

    private Chunk(long size, boolean last, @Nullable ChunkedMessage message, Reply reply) {
        this.left = size;
        this.last = last;
        this.message = message;
        this.reply = reply;
    }

    /** What BDAT says: {@code 1000} or {@code 1000 LAST}. */
    record Size(long octets, boolean last) {

        static Size of(Command command) throws Refusal {
            String argument = command.argument();
            int space = argument.indexOf(' ');
            long octets = Parameters.number(space < 0 ? argument : argument.substring(0, space));
            String rest = space < 0 ? "" : argument.substring(space + 1).strip();
            if (octets < 0 || octets == Long.MAX_VALUE || !(rest.isEmpty() || rest.equalsIgnoreCase("LAST"))) {
                throw new Refusal(501, "5.5.4", "Say BDAT number, or BDAT number LAST");
            }
            return new Size(octets, !rest.isEmpty());
        }
    }

    static Chunk of(Size size, ChunkedMessage message) {
        return new Chunk(size.octets(), size.last(), message, RECEIVED);
    }

    /** Its octets come all the same, and must not be taken for commands. */
    static Chunk refused(Size size, Reply reply) {
        return new Chunk(size.octets(), true, null, reply);
    }

    @Override
    public boolean decode(ByteBuf in) {
        int count = (int) Math.min(left, in.readableBytes());
        left -= count;
        if (message == null) {
            in.skipBytes(count);
        } else {
            message.take(in.readSlice(count));
            if (left == 0 && last) {
                message.end();
            }
        }
        return left == 0;
    }

    @Override
    public @Nullable SpooledContent content() {
        return message == null ? null : message.lines().content();
    }

    @Override
    public boolean last() {
        return last;
    }

    /** Null where its octets were thrown away. */
    @Nullable
    ChunkedMessage message() {
        return message;
    }

    /** For a chunk that is not the last of its message. */
    Reply reply() {
        return reply;
    }
}
