package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
final class SmtpSession extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    /** Pipelined octets that are taken in while a phase is being decided. */
    private static final int READ_AHEAD = 16 << 10;

    private static final Duration LONGEST_TICK = Duration.ofSeconds(2);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);
    private static final byte TLS_HANDSHAKE = 0x16;

    private final SmtpServer server;
    private final SmtpSetup setup;
    private final SmtpSettings settings;

    private @Nullable ChannelHandlerContext connected;
    private @Nullable Dialogue dialogue;
    private InetSocketAddress remote = new InetSocketAddress(0);
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private @Nullable DataDecoder data;
    private @Nullable DataRate rate;
    private @Nullable ChannelFuture last;

    /** A decision, a disk write or a handshake is awaited: nothing is parsed. */
    private boolean busy;

    private boolean running;
    private boolean skippingLine;
    private boolean closing;
    private boolean closed;
    private long waitingSince = System.nanoTime();

    SmtpSession(SmtpServer server, SmtpSetup setup) {
        this.server = server;
        this.setup = setup;
        this.settings = setup.settings();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connected = ctx;
        remote = (InetSocketAddress) ctx.channel().remoteAddress();
        var client = Client.of(remote, setup.trusted().test(remote.getAddress()));
        var talk = new Dialogue(server, setup, this, client);
        dialogue = talk;
        tickLater();
        if (server.opened(this, remote.getAddress())) {
            talk.connected();
        } else {
            hangUp(server.draining() ? server.shuttingDown() : server.tooMany());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        closing = true;
        dropInput();
        server.closed(this, remote.getAddress());
        talk().gone(busy, lastSaid());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var piece = (ByteBuf) message;
        if (closing) {
            piece.release();
            return;
        }
        if (data != null) {
            waitingSince = System.nanoTime();
            if (rate != null) {
                rate.add(waitingSince, piece.readableBytes());
            }
        }
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
            } else {
                LOG.info("{}: TLS handshake failed: {}", remote, String.valueOf(handshake.cause()));
                ctx.close();
            }
            ready();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.debug("{}: connection lost: {}", remote, cause.toString());
        } else {
            LOG.error("{}: session failed", remote, cause);
        }
        ctx.close();
    }

    /** Parses and acts until it must wait for somebody. */
    private void process() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (!busy && !closing && context().channel().isWritable() && step()) {
                // Each step is one command or one stretch of data.
            }
        } finally {
            running = false;
        }
        if (closing || !in.isReadable()) {
            dropInput();
        }
        Channel channel = context().channel();
        if (!(busy && in.isReadable()) || !channel.isWritable()) {
            context().flush();
        }
        // Asked again: the flush may have made room, and may have run this method meanwhile.
        boolean read = closing || channel.isWritable() && (!busy || in.readableBytes() < READ_AHEAD);
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    private boolean step() {
        if (!in.isReadable()) {
            return false;
        }
        return data != null ? readData(data) : readCommand();
    }

    private boolean readCommand() {
        int from = in.readerIndex();
        int max = settings.maxCommandLine().intBytes();
        if (in.getByte(from) == TLS_HANDSHAKE && !skippingLine) {
            talk().hangUp(Reply.of(554, "5.5.1", "This port speaks SMTP; say STARTTLS for TLS"));
            return false;
        }
        int lf = in.indexOf(from, in.writerIndex(), (byte) '\n');
        int length = (lf < 0 ? in.writerIndex() : lf) - from;
        if (lf < 0) {
            if (length > max) {
                skippingLine = true;
                in.skipBytes(length);
            }
            return false;
        }
        in.readerIndex(lf + 1);
        if (skippingLine || length > max) {
            skippingLine = false;
            talk().refuse(Reply.of(500, "5.5.2", "Line too long"));
            return true;
        }
        if (length > 0 && in.getByte(lf - 1) == '\r') {
            length--;
        }
        try {
            talk().command(Command.read(in, from, length));
        } catch (Refusal e) {
            talk().refuse(e.reply());
        }
        return true;
    }

    private boolean readData(DataDecoder decoder) {
        boolean end = decoder.decode(in);
        SpooledContent content = decoder.content();
        if (end) {
            data = null;
            rate = null;
        }
        if (content.full() || end && content.inFile()) {
            flush(content, end ? () -> talk().received(decoder) : () -> {});
        } else if (end) {
            talk().received(decoder);
        }
        // What is left now cannot be understood before more comes, unless it is the next command.
        return end;
    }

    private void flush(SpooledContent content, Runnable then) {
        busy = true;
        try {
            content.flush(
                    data == null,
                    () -> onLoop(() -> {
                        if (!closed) {
                            then.run();
                        }
                        if (!talk().deciding()) {
                            ready();
                        }
                    }));
        } catch (RejectedExecutionException e) {
            LOG.warn("{}: the spool's threads have ended", remote);
            busy = false;
            talk().hangUp(server.shuttingDown());
        }
    }

    /** From now on a message comes. */
    void receive(DataDecoder decoder) {
        data = decoder;
        rate = new DataRate(settings.minDataRateWindow(), settings.minDataRate(), System.nanoTime());
    }

    /** A decision is awaited. */
    void waitForPolicy() {
        busy = true;
    }

    /** What was awaited has come. */
    void ready() {
        busy = false;
        waitingSince = System.nanoTime();
        if (closed) {
            talk().gone(false, lastSaid());
        } else {
            process();
        }
    }

    /** Runs on the event loop, now when this is it. */
    void onLoop(Runnable task) {
        try {
            if (context().executor().inEventLoop()) {
                task.run();
            } else {
                context().executor().execute(task);
            }
        } catch (RejectedExecutionException e) {
            // The loop has ended, and with it everything that could run beside this.
            LOG.debug("{}: event loop has ended", remote);
            task.run();
        }
    }

    /** Writes a reply; it is flushed when no more input can be answered. */
    ChannelFuture say(Reply reply) {
        waitingSince = System.nanoTime();
        ChannelFuture said = context().write(ByteBufUtil.writeUtf8(context().alloc(), reply.wire()));
        last = said;
        return said;
    }

    private boolean lastSaid() {
        return last != null && last.isSuccess();
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

    /**
     * Says a last word, and closes when the client has had time to read it: a close with unread input would reset the
     * connection and take the reply with it.
     */
    ChannelFuture hangUp(Reply reply) {
        ChannelFuture said = say(reply);
        context().flush();
        closing = true;
        data = null;
        dropInput();
        context().channel().config().setAutoRead(true);
        said.addListener(done -> {
            if (reply.code() == 221 || !(context().channel() instanceof DuplexChannel duplex) || secure()) {
                context().close();
            } else {
                duplex.shutdownOutput();
                later(LINGER, () -> context().close());
            }
        });
        return said;
    }

    /** Throws away what came in the clear and begins the handshake; {@code say} the 220 before. */
    void startTls(SslHandler handler) {
        dropInput();
        busy = true;
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        context().flush();
        context().pipeline().addFirst("tls", handler);
    }

    private boolean secure() {
        return context().pipeline().get(SslHandler.class) != null;
    }

    void drain() {
        onLoop(() -> {
            if (!closing && !busy) {
                talk().settle();
            }
        });
    }

    void abort() {
        onLoop(() -> {
            if (!closing && !busy && context().channel().isWritable()) {
                talk().hangUp(server.shuttingDown());
            } else {
                context().close();
            }
        });
    }

    private void tickLater() {
        Duration shortest = settings.idleTimeout().compareTo(settings.idleTimeoutUnderLoad()) < 0
                ? settings.idleTimeout()
                : settings.idleTimeoutUnderLoad();
        Duration period = shortest.dividedBy(4);
        later(period.compareTo(LONGEST_TICK) < 0 ? period : LONGEST_TICK, this::tick);
    }

    private void later(Duration time, Runnable task) {
        context().executor().schedule(task, Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (closing) {
            return;
        }
        tickLater();
        if (busy) {
            return;
        }
        long now = System.nanoTime();
        Duration limit = server.underLoad() ? settings.idleTimeoutUnderLoad() : settings.idleTimeout();
        boolean slow = data != null && rate != null && rate.tooSlow(now);
        if (!slow && now - waitingSince <= limit.toNanos()) {
            return;
        }
        server.metrics().timeouts.increment();
        LOG.info("{}: {}", remote, slow ? "brings data too slowly" : "idle for too long");
        if (context().channel().isWritable()) {
            String reason = slow ? " Data comes too slowly, closing" : " Idle for too long, closing";
            talk().hangUp(Reply.of(421, "4.4.2", server.hostname() + reason));
        } else {
            context().close();
        }
    }

    private void dropInput() {
        in.release();
        in = Unpooled.EMPTY_BUFFER;
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
