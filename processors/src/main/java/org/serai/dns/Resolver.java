package org.serai.dns;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.serai.dns.AnswerCache.Key;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ResolverConfig;

/**
 * The DNS of the servers in {@code dns.servers}: cached, and one question for all who ask the same at once. Opens nothing before the
 * first question.
 */
public final class Resolver implements Dns, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);
    private static final long PAUSE_MILLIS = 60_000;

    private final Duration timeout;
    private final int maxRecords;
    private final long minMillis;
    private final long maxMillis;
    private final long failureMillis;
    private final Clock clock;
    private final AnswerCache cache;
    private final DnsMetrics metrics = new DnsMetrics();
    private final Transport transport;
    private final Servers servers;
    private final Root root;
    private final ConcurrentMap<Key, CompletableFuture<Answer<?>>> underWay = new ConcurrentHashMap<>();
    private final AtomicLong silentUntil = new AtomicLong();

    /** @param clock by which the cache forgets */
    public Resolver(DnsSettings settings, Clock clock) {
        this.timeout = settings.timeout();
        this.maxRecords = settings.maxRecords();
        this.minMillis = settings.cacheMinTtl().toMillis();
        this.maxMillis = settings.cacheMaxTtl().toMillis();
        this.failureMillis = settings.cacheFailures().toMillis();
        this.clock = clock;
        this.cache =
                new AnswerCache(settings.cacheEntries(), settings.cacheBytes().bytes(), clock);
        this.transport = new Transport(settings.maxQueries(), metrics.ignored);
        this.servers = new Servers(
                settings.servers().isEmpty() ? ofTheSystem() : settings.servers(), 1 + settings.retries(), transport);
        this.root = new Root(servers, clock);
    }

    private static List<ServerAddress> ofTheSystem() {
        return ResolverConfig.getCurrentConfig().servers().stream()
                .map(ServerAddress::new)
                .toList();
    }

    public DnsMetrics metrics() {
        return metrics;
    }

    @Override
    public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
        metrics.lookups.increment();
        QueryName asked = QueryName.of(name);
        if (asked == null) {
            return CompletableFuture.completedFuture(new Answer.ServFail<>(QueryName.REFUSAL));
        }
        var key = new Key(asked.text(), type);
        Answer<?> known = cache.get(key);
        if (known != null) {
            metrics.cached.increment();
            return CompletableFuture.completedFuture(typed(known));
        }
        var mine = new CompletableFuture<Answer<?>>();
        var running = underWay.putIfAbsent(key, mine);
        if (running != null) {
            metrics.shared.increment();
            return running.thenApply(Resolver::typed);
        }
        // Each gets a future of his own: who cancels it cancels nobody else's.
        CompletableFuture<Answer<T>> answer = mine.thenApply(Resolver::typed);
        new Lookup<>(key, type, mine).ask(asked);
        return answer;
    }

    @SuppressWarnings("unchecked") // The key has the type.
    private static <T> Answer<T> typed(Answer<?> answer) {
        return (Answer<T>) answer;
    }

    /** One that is under way. */
    private final class Lookup<T> {

        private final Key key;
        private final RecordType<T> type;
        private final CompletableFuture<Answer<?>> result;
        private final Deadline until = Deadline.in(timeout);
        private int aliases;
        private long ttl = Long.MAX_VALUE;

        Lookup(Key key, RecordType<T> type, CompletableFuture<Answer<?>> result) {
            this.key = key;
            this.type = type;
            this.result = result;
        }

        void ask(QueryName name) {
            servers.ask(name, Reading.code(type), until)
                    .thenAccept(message -> read(Reading.of(message, type, aliases, maxRecords)))
                    .exceptionally(e -> {
                        end(failure(e.getCause() == null ? e : e.getCause()), failureMillis);
                        return null;
                    });
        }

        private void read(Reading<T> reading) {
            ttl = Math.min(ttl, reading.ttl());
            aliases = reading.aliases();
            Answer<T> answer = reading.answer();
            if (answer instanceof Answer.NxDomain && reading.ttl() == 0) {
                // A server that is one gives a SOA with it.
                root.exists(until).thenAccept(exists -> end(exists ? answer : new Answer.ServFail<>(Root.REFUSAL)));
            } else if (answer != null) {
                tellCut(reading.cut());
                end(answer);
            } else {
                goOn(reading);
            }
        }

        private void goOn(Reading<T> reading) {
            QueryName next = reading.elsewhere() == null ? null : QueryName.of(reading.elsewhere());
            if (next == null) {
                end(new Answer.ServFail<>("a CNAME leads nowhere"), failureMillis);
            } else {
                ask(next);
            }
        }

        private void tellCut(int cut) {
            long now = clock.millis();
            long silent = silentUntil.get();
            if (cut > 0 && now >= silent && silentUntil.compareAndSet(silent, now + PAUSE_MILLIS)) {
                LOG.info(
                        "{} {}: {} records beyond dns.max-records were left out (told once a minute at most)",
                        key.name(),
                        type,
                        cut);
            }
        }

        private void end(Answer<T> answer) {
            long millis = Math.min(maxMillis, Math.max(minMillis, Math.min(ttl, Integer.MAX_VALUE) * 1000));
            end(answer, answer.temporary() ? failureMillis : millis);
        }

        private void end(Answer<T> answer, long millis) {
            metrics.resolved.increment();
            metrics.nanos.add(timeout.toNanos() - until.remainingNanos());
            if (answer instanceof Answer.ServFail) {
                metrics.failed.increment();
            } else if (answer instanceof Answer.Timeout) {
                metrics.timedOut.increment();
            }
            cache.put(key, answer, millis);
            underWay.remove(key);
            result.complete(answer);
        }
    }

    private static <T> Answer<T> failure(Throwable e) {
        if (e instanceof SocketTimeoutException) {
            return new Answer.Timeout<>();
        }
        if (!(e instanceof IOException)) {
            LOG.error("A DNS look-up failed", e);
        }
        return new Answer.ServFail<>(
                e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString());
    }

    /** Look-ups under way fail. */
    @Override
    public void close() {
        transport.close();
    }
}
