package org.serai.delivery;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivery to one backend over SMTP (RFC 5321), by kept connections. */
public final class SmtpDelivery implements Delivery, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpDelivery.class);

    private final BackendSettings settings;
    private final Executor reader;
    private final BackendMetrics metrics = BackendMetrics.zero();
    private final Alerts alerts;
    private final Pool pool;
    private final Map<String, Transaction> transactions = new ConcurrentHashMap<>();

    /**
     * @param backend its name is resolved anew for each connection when it is unresolved, and is the one that TLS verifies
     * @param helloName our own name, for EHLO
     * @param loops serve the connections; not shut down by {@link #close}
     * @param channelType fits {@code loops}
     * @param blocking reads content and resolves names; one task for each 64 KB of content
     */
    public SmtpDelivery(
            BackendSettings settings,
            InetSocketAddress backend,
            String helloName,
            EventLoopGroup loops,
            Class<? extends Channel> channelType,
            Executor blocking,
            Clock clock) {
        this.settings = settings;
        this.reader = blocking;
        this.alerts = new Alerts(clock, metrics.alerts());
        var bootstrap = new Bootstrap().group(loops).channel(channelType);
        this.pool =
                new Pool(settings, new Connector(settings, backend, helloName, bootstrap, blocking), loops, metrics);
    }

    @Override
    public CompletionStage<Reply> recipient(Mail mail) {
        Transaction transaction = transactions.computeIfAbsent(mail.id(), this::begin);
        return replied(mail.id(), transaction.recipient(mail)).whenComplete((reply, never) -> metrics.recipient(reply));
    }

    @Override
    public CompletionStage<Reply> deliver(Mail mail) {
        Transaction transaction = transactions.computeIfAbsent(mail.id(), this::begin);
        return replied(mail.id(), transaction.deliver(mail)).whenComplete((reply, never) -> metrics.content(reply));
    }

    @Override
    public void end(String mailId) {
        Transaction transaction = transactions.remove(mailId);
        if (transaction != null) {
            transaction.end();
        }
    }

    /** How the last attempt to connect went; {@link #probe} makes one. */
    public Health health() {
        return pool.health();
    }

    /** Finds out whether the backend answers, by a connection of the pool, and gives {@link #health}. */
    public CompletionStage<Health> probe() {
        return pool.acquire().handle((connection, failure) -> {
            if (failure == null) {
                pool.reset(connection);
            }
            return pool.health();
        });
    }

    public BackendMetrics metrics() {
        return metrics;
    }

    /** Connections open or being opened. */
    public int connections() {
        return pool.open();
    }

    /** Open connections that no mail uses. */
    public int idleConnections() {
        return pool.idle();
    }

    /** Mails that wait for a connection. */
    public int waiting() {
        return pool.waiting();
    }

    /** Takes no more mails; those on their way go on as long as the event loops run. */
    @Override
    public void close() {
        pool.close();
    }

    private Transaction begin(String id) {
        return new Transaction(id, pool, settings.hold(), reader, alerts, metrics);
    }

    private CompletableFuture<Reply> replied(String id, CompletableFuture<Reply> step) {
        return step.exceptionally(failure -> {
            Throwable cause = BackendException.unwrap(failure);
            if (!(cause instanceof BackendException known)) {
                LOG.error("{}: the step at the backend failed", id, cause);
                return BackendReplies.FAILED;
            }
            if (known.alert()) {
                alerts.raise(id, String.valueOf(known.getMessage()));
            } else {
                LOG.info("{}: {}: {}", id, known.reply(), known.getMessage());
            }
            return known.reply();
        });
    }
}
