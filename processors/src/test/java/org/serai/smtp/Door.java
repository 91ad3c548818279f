package org.serai.smtp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.serai.config.Binder;
import org.serai.mail.Capabilities;
import org.serai.mail.Finding;
import org.serai.mail.MailId;

/** A listener on a loopback port of its own, with a {@link FakePolicy} behind it. */
final class Door implements AutoCloseable {

    final FakePolicy policy = new FakePolicy();
    /** What was told of no route. */
    final List<Finding> noticed = new CopyOnWriteArrayList<>();

    volatile Capabilities capabilities = Capabilities.USUAL;
    /** Before whatever is done with files. */
    volatile Duration diskDelay = Duration.ZERO;

    final Set<String> trusted = ConcurrentHashMap.newKeySet();
    final Spool spool;
    final SmtpServer server;
    final TlsIdentity tls;
    private final ScheduledExecutorService files = new ScheduledThreadPoolExecutor(2) {
        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            LockSupport.parkNanos(diskDelay.toNanos());
        }
    };
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel listener;

    /**
     * @param submission not null: a door for our own users
     * @param options {@code smtp.*} and {@code spool.*} without prefix smtp., as {@code name=value}; reply-deadline holds for DATA too
     */
    Door(Path directory, @Nullable Submission submission, String... options) throws IOException {
        Map<String, String> values = new HashMap<>(Map.of("hostname", "mx.test"));
        for (String option : options) {
            int equals = option.indexOf('=');
            values.put(option.substring(0, equals), option.substring(equals + 1));
        }
        SmtpSettings settings = Binder.bind(SmtpSettings.class, name -> "smtp." + name, values::get);
        SpoolSettings spooling =
                Binder.bind(SpoolSettings.class, name -> "spool." + name, name -> values.get("spool." + name));
        Clock clock = Clock.systemUTC();
        this.spool = new Spool(spooling, directory.resolve("spool"), files);
        this.tls = TlsIdentity.of(
                Binder.defaults(TlsSettings.class),
                directory,
                name -> name,
                directory.resolve("tls"),
                "mx.test",
                clock,
                files);
        this.server = new SmtpServer(
                new SmtpSetup(
                        settings,
                        spool,
                        tls,
                        submission,
                        settings.rememberLostReplies()
                                ? new LostReplies(directory.resolve("lost-replies"), files, clock)
                                : null,
                        address -> trusted.contains(address.getHostAddress()),
                        finding -> finding.withScore(0),
                        (client, finding) -> noticed.add(finding),
                        () -> capabilities,
                        Duration.ofSeconds(60),
                        settings.replyDeadline(),
                        new MailId(clock),
                        clock),
                policy);
        this.listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        server.init(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** The only event loop. */
    EventLoop loop() {
        return (EventLoop) loops.next();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    Talk connect() throws IOException {
        return new Talk(port());
    }

    /** A connection that has read the banner and said EHLO. */
    Talk greeted() throws IOException {
        Talk talk = connect();
        talk.expect("220 ");
        talk.say("EHLO client.test").expect("250");
        return talk;
    }

    void stopListening() {
        listener.close().syncUninterruptibly();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        files.shutdownNow();
    }
}
