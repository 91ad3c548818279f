package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Client;
import org.serai.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wire of one session: buffers what comes, takes one command or a stretch of data off it at a time, writes replies in
 * order, and watches the clock. What the commands mean is the business of {@link Dialogue}. All of it runs on the channel's
 * event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of close and schedule: nobody waits for them
final class SmtpSession extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    /** Pipelined octets that are taken in while a phase is being decided. */
    private static final int READ_AHEAD = 16 << 10;

    private static final int SMALL = 512;
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);
    private static final byte TLS_HANDSHAKE = 0x16;

    private final SmtpServer server;
    private final SmtpSetup setup;
    private final Client client;
    private final CommandLines lines;
    private final Patience patience;

    private @Nullable ChannelHandlerContext connected;
    private @Nullable Replies replies;
    private @Nullable Dialogue dialogue;
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private @Nullable Payload data;

    /** A decision, a disk write or a handshake is awaited: nothing is parsed. */
    private boolean busy;

    /** What is done when a wait is over: nothing is parsed before it. */
    private @Nullable Runnable delayed;

    private boolean admitted;
    private boolean running;
    private boolean closing;
    private boolean closed;

    /** A session with a client that may stand behind a balancer, so that the channel's other end is not asked. */
    SmtpSession(SmtpServer server, SmtpSetup setup, Client client) {
        this.server = server;
        this.setup = setup;
        this.client = client;
        int longest = setup.settings().maxCommandLine().intBytes();
        this.lines = new CommandLines(setup.submission() == null ? longest : Math.max(longest, AuthDialogue.MAX_LINE));
        this.patience = new Patience(setup.settings());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connected = ctx;
        replies = new Replies(ctx);
        var talk = new Dialogue(server, setup, this, client);
        dialogue = talk;
        admitted = server.admit(this, client.address());
        if (admitted && implicitTls()) {
            watch();
            secure(setup.requireTls().newHandler());
        } else if (admitted) {
            watch();
            talk.connected();
        } else {
            // At once, without lingering: whoever is too many must cost nothing.
            closing = true;
            say(server.draining() ? server.shuttingDown() : server.tooMany(), said -> ctx.close());
            ctx.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        closing = true;
        dropInput();
        if (admitted) {
            server.closed(this, client.address());
        }
        due();
        if (dialogue != null) {
            dialogue.gone(busy, replies().lastSaid());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var piece = (ByteBuf) message;
        if (closing) {
            replies().unread(piece.readableBytes());
            piece.release();
            return;
        }
        patience.came(piece.readableBytes());
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), in, piece);
        process();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        process();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                SSLSession tls = ctx.pipeline().get(SslHandler.class).engine().getSession();
                server.metrics().tls.increment();
                talk().secured(tls.getProtocol() + " " + tls.getCipherSuite());
                if (implicitTls()) {
                    busy = false;
                    talk().connected();
                    return;
                }
            } else {
                // What came instead of TLS may be a password.
                boolean clear = handshake.cause() instanceof NotSslRecordException;
                LOG.info(
                        "{}: TLS handshake failed: {}",
                        client.ip(),
                        clear ? "this is not TLS" : String.valueOf(handshake.cause()));
                ctx.close();
            }
            ready();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.debug("{}: connection lost: {}", client.ip(), cause.toString());
            ctx.close();
            return;
        }
        LOG.error("{}: session failed", client.ip(), cause);
        if (closing || busy() || dialogue == null) {
            ctx.close();
        } else {
            dialogue.hangUp(Reply.of(421, "4.3.0", server.hostname() + " Something is broken here, try again later"));
        }
    }

    /** Parses and acts until it must wait for somebody. */
    private void process() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (!busy() && !closing && context().channel().isWritable() && step()) {
                // One command or one stretch of data each.
            }
        } finally {
            running = false;
        }
        if (closing || !in.isReadable()) {
            dropInput();
        } else if (in.readableBytes() <= SMALL && in.capacity() > 2 * SMALL) {
            // A few octets that must wait for more should not hold a large buffer meanwhile.
            ByteBuf rest = Unpooled.buffer(SMALL).writeBytes(in);
            dropInput();
            in = rest;
        }
        Channel channel = context().channel();
        if (!(busy() && in.isReadable()) || !channel.isWritable()) {
            context().flush();
        }
        // Asked again: the flush may have made room, and may have run this method meanwhile.
        boolean read = closing || (channel.isWritable() && (!busy() || in.readableBytes() < READ_AHEAD));
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    private boolean step() {
        return data != null ? readData(data) : in.isReadable() && readCommand();
    }

    private boolean readCommand() {
        if (in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
            talk().hangUp(Reply.of(554, "5.5.1", "This port speaks SMTP; say STARTTLS for TLS"));
            return false;
        }
        try {
            String line = lines.next(in);
            if (line == null) {
                return false;
            }
            talk().line(line);
        } catch (Refusal e) {
            talk().lineRefused(e.reply());
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
            flush(content, whole, end ? () -> talk().received(payload) : () -> {});
        } else if (end) {
            talk().received(payload);
        }
        // What is left now cannot be understood before more comes, unless it is the next command.
        return end;
    }

    private void flush(SpooledContent content, boolean last, Runnable then) {
        busy = true;
        try {
            content.flush(
                    last,
                    () -> onLoop(() -> {
                        if (!closed) {
                            then.run();
                        }
                        if (!talk().deciding()) {
                            ready();
                        }
                    }));
        } catch (RejectedExecutionException e) {
            LOG.warn("{}: the spool's threads have ended", client.ip());
            busy = false;
            talk().hangUp(server.shuttingDown());
        }
    }

    /** From now on no commands come. */
    void receive(Payload payload) {
        data = payload;
        patience.dataBegins();
    }

    /** The client owes no more of its message. */
    void messageOver() {
        patience.dataEnds();
    }

    /** A decision is awaited. */
    void waitForPolicy() {
        busy = true;
    }

    /** What was awaited has come. */
    void ready() {
        busy = false;
        renewed();
    }

    private void renewed() {
        patience.renew();
        if (closed) {
            talk().gone(false, replies().lastSaid());
        } else {
            talk().settle();
            process();
        }
    }

    /** Runs on the event loop, now when this is it. */
    void onLoop(Runnable task) {
        if (context().executor().inEventLoop()) {
            guarded(task);
            return;
        }
        try {
            context().executor().execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // The loop has ended, and with it everything that could run beside this.
            LOG.debug("{}: event loop has ended", client.ip());
            guarded(task);
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            busy = false;
            exceptionCaught(context(), e);
        }
    }

    /** Writes a reply; it is flushed when no more input can be answered. */
    void say(Reply reply) {
        say(reply, said -> {});
    }

    /** The same, and tells on the event loop whether the reply has left. */
    void say(Reply reply, Consumer<Boolean> then) {
        patience.renew();
        replies().say(reply, then);
    }

    /** The client has gone. */
    boolean closed() {
        return closed;
    }

    boolean closing() {
        return closing;
    }

    void flush() {
        context().flush();
    }

    boolean hasInput() {
        return in.isReadable();
    }

    /** Says a last word; nothing more is read. */
    void hangUp(Reply reply, Consumer<Boolean> then) {
        closing = true;
        data = null;
        dropInput();
        context().channel().config().setAutoRead(true);
        replies().sayLast(reply, then);
    }

    /** Throws away what came in the clear and begins the handshake; {@code say} the 220 before. */
    void startTls(SslHandler handler) {
        dropInput();
        context().flush();
        secure(handler);
    }

    private void secure(SslHandler handler) {
        busy = true;
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        context().pipeline().addBefore(context().name(), "tls", handler);
    }

    private boolean implicitTls() {
        Submission submission = setup.submission();
        return submission != null && submission.implicitTls();
    }

    /** Somebody is asked, or a handshake, the disk or the end of a delay awaited. */
    boolean busy() {
        return busy || delayed != null;
    }

    /** Does something after a while, on a timer that holds no thread; at once when the client goes. */
    void later(Duration delay, Runnable task) {
        if (closed || delay.isZero()) {
            task.run();
            return;
        }
        delayed = task;
        context()
                .executor()
                .schedule(
                        () -> {
                            if (delayed == task) {
                                guarded(this::due);
                                renewed();
                            }
                        },
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void due() {
        Runnable task = delayed;
        delayed = null;
        if (task != null) {
            task.run();
        }
    }

    void drain() {
        onLoop(() -> {
            if (!closing && !busy()) {
                talk().settle();
            }
        });
    }

    void abort() {
        onLoop(() -> {
            if (!closing && !busy() && context().channel().isWritable()) {
                talk().hangUp(server.shuttingDown());
            } else {
                context().close();
            }
        });
    }

    private void watch() {
        if (closing) {
            return;
        }
        context().executor().schedule(this::watch, patience.period().toNanos(), TimeUnit.NANOSECONDS);
        String end = busy() ? null : patience.end(server.underLoad());
        if (end == null) {
            return;
        }
        server.metrics().timeouts.increment();
        LOG.info("{}: {}", client.ip(), end);
        if (context().channel().isWritable()) {
            talk().hangUp(Reply.of(421, "4.4.2", server.hostname() + " " + end + ", closing"));
        } else {
            context().close();
        }
    }

    private void dropInput() {
        in.release();
        in = Unpooled.EMPTY_BUFFER;
    }

    private Replies replies() {
        if (replies == null) {
            throw new IllegalStateException("not connected");
        }
        return replies;
    }

    private Dialogue talk() {
        if (dialogue == null) {
            throw new IllegalStateException("not connected");
        }
        return dialogue;
    }

    private ChannelHandlerContext context() {
        if (connected == null) {
            throw new IllegalStateException("not connected");
        }
        return connected;
    }
}
