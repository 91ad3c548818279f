package org.serai.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BinaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up in this process, and what was added to a table with each {@link #flush}: for statistics, where a write to all nodes
 * for each mail would cost too much. A crash loses what was added since.
 */
public final class Tally<V extends Record> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

    /** Keys that wait. More of them within one flush are left out, and told in the log. */
    private static final int MAX_KEYS = 20_000;

    private static final int AT_ONCE = 64;

    private final Table<V> table;
    private final BinaryOperator<V> sum;
    private final ConcurrentMap<String, V> waiting = new ConcurrentHashMap<>();
    private final LongAdder left = new LongAdder();

    /** @param sum of what stands, or waits, and what comes to it */
    public Tally(Table<V> table, BinaryOperator<V> sum) {
        this.table = table;
        this.sum = sum;
    }

    /** Adds in memory alone. */
    public void add(String key, V more) {
        if (waiting.size() < MAX_KEYS || waiting.containsKey(key)) {
            waiting.merge(key, more, sum);
        } else {
            left.increment();
        }
    }

    /** Adds what waits to the table, and waits for that: for a scheduler, once a second. Failures are told in the log. */
    public synchronized void flush() {
        var some = new ArrayList<CompletableFuture<?>>();
        for (String key : List.copyOf(waiting.keySet())) {
            V more = waiting.remove(key);
            if (more != null) {
                some.add(table.update(
                                key,
                                there -> Optional.of(there.map(value -> sum.apply(value, more))
                                        .orElse(more)))
                        .toCompletableFuture());
            }
            if (some.size() == AT_ONCE && !written(some)) {
                break;
            }
        }
        written(some);
        long lost = left.sumThenReset();
        if (lost > 0) {
            LOG.warn("{}: {} were not counted", table.spec().name(), lost);
        }
    }

    /** False when the store does not answer: then the rest waits for the next time. */
    private boolean written(List<CompletableFuture<?>> some) {
        boolean all = true;
        for (CompletableFuture<?> each : some) {
            all &= each.handle((done, failure) -> {
                        if (failure != null) {
                            left.increment();
                            LOG.debug("{}", table.spec().name(), failure);
                        }
                        return failure == null;
                    })
                    .join();
        }
        some.clear();
        return all;
    }

    @Override
    public void close() {
        flush();
    }
}
