package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Client;
import org.serai.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wire of one session: writes replies in order, turns TLS on, watches the clock. What comes is parsed by {@link Intake},
 * what the commands mean is the business of {@link Dialogue}. All of it runs on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of close and schedule: nobody waits for them
final class SmtpSession extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    /** In the channel's pipeline. */
    static final String NAME = "smtp";

    private final SmtpServer server;
    private final SmtpSetup setup;
    private final Client client;
    private final Channel channel;
    private final Patience patience;
    private final Replies replies;
    private final Waits waits;
    private final Dialogue dialogue;
    private final Intake intake;

    private boolean admitted;
    private boolean closing;
    private boolean closed;
    private boolean reset;

    /** A session with a client that may stand behind a balancer, so that the channel's other end is not asked. */
    SmtpSession(SmtpServer server, SmtpSetup setup, Client client, Channel channel) {
        this.server = server;
        this.setup = setup;
        this.client = client;
        this.channel = channel;
        this.patience = new Patience(setup.settings(), System::nanoTime);
        this.replies = new Replies(channel);
        this.waits = new Waits(channel.eventLoop(), this::settled, this::failed);
        this.dialogue = new Dialogue(server, setup, this, client);
        int longest = setup.settings().maxCommandLine().intBytes();
        var lines = new CommandLines(setup.submission() == null ? longest : Math.max(longest, AuthDialogue.MAX_LINE));
        this.intake = new Intake(channel, this, dialogue, lines, patience);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        admitted = server.admit(this, client.address());
        if (!admitted) {
            // At once, without lingering: whoever is too many must cost nothing.
            closing = true;
            replies.say(server.draining() ? server.shuttingDown() : server.tooMany(), said -> channel.close());
            channel.flush();
            return;
        }
        watch();
        Submission submission = setup.submission();
        if (submission != null && submission.implicitTls()) {
            secure(setup.requireTls(), dialogue::connected);
        } else {
            dialogue.connected();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!reset && !replies.isCutOff() && (!closing || replies.lastSaid())) {
            // Who had not read our last reply would have reset the connection, or have been gone before it was written.
            dialogue.heard();
        }
        closed = true;
        closing = true;
        try {
            intake.drop();
            if (admitted) {
                server.closed(this, client.address());
            }
            dialogue.abandon();
            waits.hurry();
        } finally {
            if (!waits.any()) {
                settled();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var piece = (ByteBuf) message;
        if (closing) {
            replies.unread(piece.readableBytes());
            piece.release();
        } else {
            intake.add(piece);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        intake.process();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.debug("{}: connection lost: {}", client.ip(), cause.toString());
            reset = true;
            channel.close();
        } else {
            failed(cause);
        }
    }

    private void failed(Throwable cause) {
        LOG.error("{}: session failed", client.ip(), cause);
        end(Reply.of(421, "4.3.0", server.hostname() + " Something is broken here, try again later"));
    }

    /** With a last word, where there is somebody to read it and no decision under way that it would contradict. */
    private void end(Reply reply) {
        if (!closing && !waits.any() && channel.isWritable()) {
            dialogue.hangUp(reply);
        } else {
            channel.close();
        }
    }

    /** Nothing is waited for any more. */
    private void settled() {
        patience.renew();
        if (closed) {
            dialogue.gone(replies.lastSaid());
        } else {
            dialogue.settle();
            intake.process();
        }
    }

    /** What is waited for. */
    Waits waits() {
        return waits;
    }

    /** Writes a reply; it is flushed when no more input can be answered. */
    void say(Reply reply) {
        say(reply, said -> {});
    }

    /** The same, and tells on the event loop whether the reply has left. */
    void say(Reply reply, Consumer<Boolean> then) {
        patience.renew();
        replies.say(reply, then);
    }

    void flush() {
        channel.flush();
    }

    /** Says a last word; nothing more is read. */
    void hangUp(Reply reply, Consumer<Boolean> then) {
        closing = true;
        intake.drop();
        channel.config().setAutoRead(true);
        replies.sayLast(reply, then);
    }

    /** Nothing more is read. */
    boolean closing() {
        return closing;
    }

    /** The client has gone. */
    boolean closed() {
        return closed;
    }

    boolean hasInput() {
        return !intake.isEmpty();
    }

    /** What has come unread, where it is not SMTP. */
    @Nullable
    OtherProtocol otherProtocol() {
        return intake.otherProtocol();
    }

    /** From now on no commands come. */
    void receive(Payload payload) {
        intake.receive(payload);
    }

    /** The client owes no more of its message. */
    void messageOver() {
        patience.dataEnds();
    }

    /** Throws away what came in the clear and begins the handshake; {@code say} the 220 before. */
    void startTls(TlsIdentity tls) {
        intake.drop();
        channel.flush();
        secure(tls, () -> {});
    }

    private void secure(TlsIdentity tls, Runnable then) {
        waits.begin();
        SslHandler handler = tls.newHandler(setup.settings().idleTimeout());
        handler.handshakeFuture()
                .addListener(done -> waits.end(() -> {
                    if (done.isSuccess()) {
                        secured(handler.engine().getSession());
                        then.run();
                    } else {
                        // What came instead of TLS may be a password.
                        boolean clear = done.cause() instanceof NotSslRecordException;
                        String why = clear ? "this is not TLS" : String.valueOf(done.cause());
                        LOG.info("{}: TLS handshake failed: {}", client.ip(), why);
                        channel.close();
                    }
                }));
        // Not the first of all: a PROXY header comes in the clear.
        channel.pipeline().addBefore(NAME, "tls", handler);
    }

    private void secured(SSLSession tls) {
        server.metrics().tls.increment();
        dialogue.secured(tls.getProtocol() + " " + tls.getCipherSuite());
    }

    void drain() {
        waits.onLoop(dialogue::settle);
    }

    void abort() {
        waits.onLoop(() -> end(server.shuttingDown()));
    }

    /** Until nobody is there any more and nobody is waited for: the policy may be late when the client has gone. */
    private void watch() {
        dialogue.lookAtTheClock();
        if (closing && !waits.any()) {
            return;
        }
        channel.eventLoop().schedule(this::watch, patience.period().toNanos(), TimeUnit.NANOSECONDS);
        if (closing) {
            return;
        }
        String why = waits.any() ? null : patience.end(server.underLoad());
        if (why != null) {
            server.metrics().timeouts.increment();
            LOG.info("{}: {}", client.ip(), why);
            end(Reply.of(421, "4.4.2", server.hostname() + " " + why + ", closing"));
        }
    }
}
