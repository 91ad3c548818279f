package org.serai.smtp;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.serai.mail.Client;
import org.serai.mail.Network;
import org.serai.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One SMTP listener: makes a session of each accepted channel, counts them, and drains them when it must stop. */
@SuppressWarnings("FutureReturnValueIgnored") // of close: nobody waits for it
public final class SmtpServer {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);

    private final SmtpSetup setup;
    private final String hostname;
    private final SmtpMetrics metrics = new SmtpMetrics();
    private final Connections connections;
    private final Set<SmtpSession> sessions = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Semaphore tarpits;
    private volatile boolean draining;

    public SmtpServer(SmtpSetup setup) {
        this.setup = setup;
        SmtpSettings settings = setup.settings();
        this.hostname = settings.hostname().orOfThisMachine().text();
        this.tarpits = new Semaphore(settings.maxConnections() / 10);
        this.connections = new Connections(settings.maxConnections(), settings.maxConnectionsPerClient());
    }

    /** Puts a session onto a channel that was just accepted; for a ChannelInitializer. */
    public void init(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            channel.close(); // The client has gone already.
        } else if (Network.anyContains(setup.settings().proxyNetworks(), peer.getAddress())) {
            channel.pipeline()
                    .addLast("proxy-header", new HAProxyMessageDecoder(ProxyGate.MAX_EXTENSIONS))
                    .addLast("proxy", new ProxyGate(peer, setup.trusted()::test, this::session));
        } else {
            channel.pipeline()
                    .addLast("smtp", session(Client.of(peer, setup.trusted().test(peer.getAddress()))));
        }
    }

    private SmtpSession session(Client client) {
        return new SmtpSession(this, setup, client);
    }

    public SmtpMetrics metrics() {
        return metrics;
    }

    /**
     * Ends gracefully: new and idle clients get 421 4.3.2, a client in a transaction after it has ended. Close the listening
     * socket first.
     *
     * @param limit after it what is left gets 421, or is closed where a decision is under way
     * @return completes when no session is left; never fails
     */
    public CompletionStage<Void> drain(Duration limit) {
        draining = true;
        sessions.forEach(SmtpSession::drain);
        ended();
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!sessions.isEmpty()) {
                        LOG.warn("closing {} sessions that did not end within {}", sessions.size(), limit);
                        sessions.forEach(SmtpSession::abort);
                    }
                });
        return drained;
    }

    String hostname() {
        return hostname;
    }

    Reply shuttingDown() {
        return Reply.of(421, "4.3.2", hostname + " Shutting down, try again later");
    }

    Reply tooMany() {
        return Reply.of(421, "4.3.2", hostname + " Too many connections, try again later");
    }

    boolean draining() {
        return draining;
    }

    boolean underLoad() {
        return connections.underLoad();
    }

    /** Sessions that may be made to wait: a tenth, so that those who wait do not take the room of the others. */
    Semaphore tarpits() {
        return tarpits;
    }

    /** False when the client must be sent away. */
    boolean admit(SmtpSession session, InetAddress client) {
        if (draining || !connections.open(client)) {
            metrics.refused.increment();
            return false;
        }
        metrics.accepted.increment();
        metrics.open.increment();
        sessions.add(session);
        return true;
    }

    /** An admitted session has ended. */
    void closed(SmtpSession session, InetAddress client) {
        connections.close(client);
        metrics.open.decrement();
        sessions.remove(session);
        ended();
    }

    private void ended() {
        if (draining && sessions.isEmpty()) {
            drained.complete(null);
        }
    }
}
