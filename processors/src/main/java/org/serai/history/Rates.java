package org.serai.history;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts by sliding windows, of all nodes together. What is counted here counts here at once, in memory; once a second it is added to
 * the table, by which other nodes learn of it. So a limit may be exceeded by what the other nodes let through within that second, and no
 * mail waits for a write.
 */
public final class Rates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rates.class);

    /** Keys counted within a second. More of them are left out, and told in the log. */
    private static final int MAX_WAITING = 50_000;

    private static final int AT_ONCE = 64;

    private final Options options;
    private final Table<Window> table;
    private final Clock clock;
    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final LongAdder left = new LongAdder();

    /** Properties under {@code filter.rates.}. */
    public record Options(
            @Option(
                            value = "connections 300/1m per client, failures 300/1h per client",
                            doc =
                                    "Limits for strangers: connections, messages, recipients or failures, how many in which time, per"
                                            + " client, sender or domain.")
                    List<RateLimit> limits,
            @Option(
                            value =
                                    "messages 300/1h per user, messages 2000/1d per user, recipients 1000/1h per user, recipients 5000/1d"
                                            + " per user",
                            doc = "The same for our own users; per user, too.")
                    List<RateLimit> ownUsers,
            @Option(
                            value = "50/10m",
                            doc =
                                    "Messages of strangers with the same subject from which one more is RATES_SUBJECT; 0/10m: none.")
                    Rate sameSubject,
            @Option(value = "32", least = "8", most = "32", doc = "Bits of the network that is one IPv4 client.")
                    int ipv4Prefix,
            @Option(value = "64", least = "16", most = "128", doc = "The same for IPv6.") int ipv6Prefix,
            @Option(
                            value = "false",
                            doc =
                                    "Strangers at private and loopback addresses are counted too; not so behind a balancer that hides its"
                                            + " clients.")
                    boolean privateClients,
            @Option(
                            value = "200000",
                            least = "1",
                            most = "10000000",
                            doc = "Counters; beyond that, those not used for longest go.")
                    int maxEntries) {

        public Options {
            limits = List.copyOf(limits);
            ownUsers = List.copyOf(ownUsers);
        }
    }

    /** What this node has counted and not yet written, and the last it knows of what was. */
    private static final class Counter {

        private Window known;
        private long waiting;
        private long written;

        Counter(Window known) {
            this.known = known;
        }

        synchronized void add() {
            waiting++;
        }

        /** While some is being written, what is read may or may not hold it: then the last that was known stands. */
        synchronized Window with(@Nullable Window read, long now) {
            if (read != null && written == 0) {
                known = known.later(read);
            }
            return known.plus(now, waiting + written);
        }

        synchronized long write() {
            written = waiting;
            waiting = 0;
            return written;
        }

        synchronized void wrote(Window sum) {
            known = known.later(sum);
            written = 0;
        }

        synchronized void failed() {
            waiting += written;
            written = 0;
        }
    }

    public Rates(Options options, Tables tables, Clock clock) {
        this.options = options;
        this.table = tables.table(spec(options));
        this.clock = clock;
    }

    /** The table that it needs. After a partition the greater count stands. */
    public static TableSpec<Window> spec(Options options) {
        return new TableSpec<>(
                "rates",
                Window.class,
                Spread.REPLICATED,
                options.maxEntries(),
                window -> Duration.ofSeconds(2 * window.seconds()),
                Window::later);
    }

    public Options options() {
        return options;
    }

    /** How many were counted under a key within a time, about. */
    CompletableFuture<Double> count(String key, Duration time) {
        return table.get(key)
                .thenApply(read -> {
                    Counter counter = counters.get(key);
                    Window window = counter == null ? read.orElse(null) : counter.with(read.orElse(null), index(time));
                    return window == null ? 0 : window.count(clock.millis());
                })
                .toCompletableFuture();
    }

    /** Counts one. */
    void add(String key, Duration time) {
        if (counters.size() >= MAX_WAITING && !counters.containsKey(key)) {
            left.increment();
            return;
        }
        counters.compute(key, (same, there) -> {
            Counter counter = there == null ? new Counter(Window.empty(time.toSeconds(), index(time))) : there;
            counter.add();
            return counter;
        });
    }

    private long index(Duration time) {
        return Math.floorDiv(clock.millis(), time.toMillis());
    }

    /** Writes what was counted, and waits for that: for a scheduler, once a second. A store that does not answer
     * ends it. */
    public synchronized void flush() {
        var some = new ArrayList<CompletableFuture<?>>();
        for (String key : List.copyOf(counters.keySet())) {
            Counter counter = counters.get(key);
            if (counter == null) {
                continue;
            }
            long more = counter.write();
            if (more > 0) {
                some.add(write(key, counter, more));
            } else {
                // It was written a second ago: nobody still reads an older value.
                counters.computeIfPresent(key, (same, there) -> there.waiting == 0 ? null : there);
            }
            if (some.size() == AT_ONCE && !written(some)) {
                break;
            }
        }
        written(some);
        long lost = left.sumThenReset();
        if (lost > 0) {
            LOG.warn("rates: {} were not counted", lost);
        }
    }

    private CompletableFuture<?> write(String key, Counter counter, long more) {
        long seconds = counter.known.seconds();
        long now = Math.floorDiv(clock.millis(), seconds * 1000);
        return table.update(
                        key,
                        there -> Optional.of(
                                there.orElse(Window.empty(seconds, now)).plus(now, more)))
                .handle((sum, failure) -> {
                    if (failure == null) {
                        counter.wrote(sum.orElse(Window.empty(seconds, now)));
                    } else {
                        counter.failed();
                        LOG.debug("rates: not written yet", failure);
                    }
                    return sum;
                })
                .toCompletableFuture();
    }

    /** False when the store does not answer: then the rest waits for the next time. */
    private static boolean written(List<CompletableFuture<?>> some) {
        boolean all = true;
        for (CompletableFuture<?> each : some) {
            all &= each.join() != null;
        }
        some.clear();
        return all;
    }

    @Override
    public void close() {
        flush();
    }
}
