package org.serai.store;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tables in the memory of a test, on its clock. The real ones have tests of their own. */
public final class MemoryTables implements Tables {

    private final Clock clock;
    private final Map<String, MemoryTable<?>> tables = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean down;
    private volatile String downTable = "";

    public MemoryTables(Clock clock) {
        this.clock = clock;
    }

    /** From now on nothing is answered, or again. */
    public void down(boolean now) {
        down = now;
        downTable = "";
    }

    /** From now on this one does not answer. */
    public void down(TableSpec<?> spec) {
        downTable = spec.name();
    }

    /** Answers given so far. */
    public int asked() {
        return asked.get();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V extends Record> Table<V> table(TableSpec<V> spec) {
        return (Table<V>) tables.computeIfAbsent(spec.name(), name -> new MemoryTable<>(spec));
    }

    private record Entry<V>(V value, Instant until) {}

    private final class MemoryTable<V extends Record> implements Table<V> {

        private final TableSpec<V> spec;
        private final Map<String, Entry<V>> entries = new ConcurrentHashMap<>();

        MemoryTable(TableSpec<V> spec) {
            this.spec = spec;
        }

        private boolean down() {
            return down || downTable.equals(spec.name());
        }

        @Override
        public TableSpec<V> spec() {
            return spec;
        }

        @Override
        public CompletionStage<Optional<V>> get(String key) {
            return answer(Optional.ofNullable(alive(entries.get(key))).map(Entry::value));
        }

        @Override
        public CompletionStage<Optional<V>> update(String key, UnaryOperator<Optional<V>> change) {
            if (down()) {
                return answer(Optional.empty());
            }
            Entry<V> after = entries.compute(key, (same, standing) -> {
                Entry<V> before = alive(standing);
                V value = change.apply(Optional.ofNullable(before).map(Entry::value))
                        .orElse(null);
                return value == null ? null : before != null && before.value() == value ? before : entry(value);
            });
            return answer(Optional.ofNullable(after).map(Entry::value));
        }

        @Override
        public CompletionStage<Optional<V>> putIfAbsent(String key, V value) {
            if (down()) {
                return answer(Optional.empty());
            }
            Entry<V> before = alive(entries.get(key));
            if (before == null) {
                entries.put(key, entry(value));
            }
            return answer(Optional.ofNullable(before).map(Entry::value));
        }

        @Override
        public CompletionStage<Void> put(String key, V value) {
            if (!down()) {
                entries.put(key, entry(value));
            }
            return answer(value).thenAccept(written -> {});
        }

        @Override
        public CompletionStage<Boolean> remove(String key) {
            return answer(!down() && entries.remove(key) != null);
        }

        @Override
        public Runnable onChange(BiConsumer<String, Optional<V>> listener) {
            throw new UnsupportedOperationException("use a Store");
        }

        @Override
        public void forEach(BiConsumer<String, V> each) {
            entries.forEach((key, entry) -> {
                if (alive(entry) != null) {
                    each.accept(key, entry.value());
                }
            });
        }

        @Override
        public long size() {
            return entries.size();
        }

        private Entry<V> entry(V value) {
            return new Entry<>(value, clock.instant().plus(spec.lifespan().apply(value)));
        }

        private @Nullable Entry<V> alive(@Nullable Entry<V> entry) {
            return entry != null && clock.instant().isBefore(entry.until()) ? entry : null;
        }

        private <T> CompletionStage<T> answer(T value) {
            asked.incrementAndGet();
            return down()
                    ? CompletableFuture.failedFuture(new StoreException(
                            StoreException.Reason.LATE, spec.name() + ": no answer", new TimeoutException()))
                    : CompletableFuture.completedFuture(value);
        }
    }
}
