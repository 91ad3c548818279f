package org.serai.delivery;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Authenticator;
import org.serai.mail.Capabilities;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivery to the backends over SMTP (RFC 5321) and LMTP (RFC 2033), by kept connections. */
public final class SmtpDelivery implements Delivery, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpDelivery.class);

    private final BackendSettings settings;
    private final Intents intents;
    private final Executor reader;
    private final BackendMetrics metrics = BackendMetrics.zero();
    private final Alerts alerts;
    private final Routing routing;
    private final Callout callout;
    private final Map<String, Transaction> transactions = new ConcurrentHashMap<>();

    /**
     * @param helloName our own name, for EHLO
     * @param intents told before a mail is handed over
     * @param loops serve the connections; not shut down by {@link #close}
     * @param channelType fits {@code loops}
     * @param blocking reads content; one task for each 64 KB of it
     * @param resolving resolves names of backends, which may take long; a mail it has no room for gets 451 4.3.2
     */
    public SmtpDelivery(
            BackendSettings settings,
            Destinations destinations,
            String helloName,
            Intents intents,
            EventLoopGroup loops,
            Class<? extends Channel> channelType,
            Executor blocking,
            Executor resolving,
            Clock clock) {
        this.settings = settings;
        this.intents = intents;
        this.reader = blocking;
        this.alerts = new Alerts(clock, metrics.alerts());
        Function<BackendAddress, Pool> pool = address -> {
            var bootstrap = new Bootstrap().group(loops).channel(channelType);
            var connector = new Connector(settings, address, helloName, bootstrap, resolving);
            var backend = new Backend(address, connector, new Backoff(clock, settings.backOff()));
            return new Pool(settings, backend, loops, metrics);
        };
        this.routing = new Routing(destinations, pool, settings, alerts);
        this.callout = new Callout(routing, new SilentDomains(clock, settings.calloutPause()));
    }

    @Override
    public CompletionStage<Reply> recipient(Mail mail, Target target) {
        Transaction transaction = transactions.computeIfAbsent(mail.id(), this::begin);
        return replied(mail.id(), transaction.recipient(mail, target))
                .whenComplete((reply, never) -> metrics.recipient(reply));
    }

    @Override
    public CompletionStage<Reply> verify(Mail mail) {
        return replied(mail.id(), callout.verify(mail));
    }

    @Override
    public CompletionStage<Reply> deliver(Mail mail) {
        Transaction transaction = transactions.get(mail.id());
        CompletableFuture<Reply> step =
                transaction == null ? CompletableFuture.completedFuture(unknown(mail)) : transaction.deliver(mail);
        return replied(mail.id(), step).whenComplete((reply, never) -> metrics.content(reply));
    }

    /** Whose recipients were asked about, and who is no longer known, was ended meanwhile. */
    private static Reply unknown(Mail mail) {
        return mail.envelope().rcptTo().isEmpty() ? BackendReplies.NO_RECIPIENT : BackendReplies.ENDED;
    }

    /**
     * Ends the transaction; must be called once for each mail asked about, at any time, again does nothing. When the
     * end-of-data mark has not been written yet, it never will be, and the backend drops the mail.
     */
    public void end(String mailId) {
        Transaction transaction = transactions.remove(mailId);
        if (transaction != null) {
            transaction.end();
        }
    }

    /** The backend that has the transaction of this mail, or had it last; null where none has. */
    public @Nullable BackendAddress server(String mailId) {
        Transaction transaction = transactions.get(mailId);
        return transaction == null ? null : transaction.server();
    }

    /** What all backends can carry, as each announced it last; {@link Capabilities#USUAL} for one that never answered. */
    public Capabilities capabilities() {
        return routing.pools().stream()
                .map(pool -> pool.backend().announced())
                .map(announced -> announced == null ? Capabilities.USUAL : announced.capabilities())
                .reduce(Capabilities::and)
                .orElse(Capabilities.USUAL);
    }

    /** Passes the AUTH of our users on; the mails of an authenticated session then go over its own connection. */
    public Authenticator authenticator() {
        return routing.logins();
    }

    /** How the last attempt to connect went, for each backend; {@link #probe} makes one. */
    public List<Health> health() {
        return routing.pools().stream().map(pool -> pool.backend().health()).toList();
    }

    /** The same for each destination; one whose servers all fail gets no mail, however the others do. */
    public List<Group> groups() {
        return routing.groups();
    }

    /** Finds out which backends answer where no connection tells, and then gives {@link #health}. */
    public CompletionStage<List<Health>> probe() {
        return forEachPool(Pool::probe);
    }

    /** Finds out anew what each backend announces, on connections of their own, and then gives {@link #health}. */
    public CompletionStage<List<Health>> refresh() {
        return forEachPool(pool -> pool.backend().refresh());
    }

    private CompletableFuture<List<Health>> forEachPool(Function<Pool, CompletableFuture<Health>> ask) {
        CompletableFuture<?>[] all = routing.pools().stream().map(ask).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all).thenApply(done -> health());
    }

    public BackendMetrics metrics() {
        return metrics;
    }

    /** Connections open or being opened. */
    public int connections() {
        return sum(Pool::open);
    }

    /** Open connections that no mail uses. */
    public int idleConnections() {
        return sum(Pool::idle);
    }

    /** Mails that wait for a connection. */
    public int waiting() {
        return sum(Pool::waiting);
    }

    /** Takes no more mails; those on their way go on as long as the event loops run. */
    @Override
    public void close() {
        routing.pools().forEach(Pool::close);
    }

    private int sum(ToIntFunction<Pool> count) {
        return routing.pools().stream().mapToInt(count).sum();
    }

    private Transaction begin(String id) {
        return new Transaction(id, routing, settings.hold(), intents, reader, alerts, metrics);
    }

    private CompletableFuture<Reply> replied(String id, CompletableFuture<Reply> step) {
        return step.exceptionally(failure -> failed(id, failure)).thenApply(reply -> BackendReplies.about(id, reply));
    }

    private Reply failed(String id, Throwable failure) {
        Throwable cause = BackendException.unwrap(failure);
        if (!(cause instanceof BackendException known)) {
            LOG.error("{}: the step at the backend failed", id, cause);
            return BackendReplies.FAILED;
        }
        if (known.alert() != null) {
            alerts.raise(id, known.alert(), String.valueOf(known.getMessage()));
        } else {
            LOG.info("{}: {}: {}", id, known.reply(), known.getMessage());
        }
        return known.reply();
    }
}
