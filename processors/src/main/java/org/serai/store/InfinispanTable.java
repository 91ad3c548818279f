package org.serai.store;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.infinispan.AdvancedCache;
import org.infinispan.context.Flag;
import org.jspecify.annotations.Nullable;

/** A table as a cache. All that is on disk is in memory as well, so that no reading waits for a disk. */
final class InfinispanTable<V extends Record> implements Table<V> {

    /** So many others in a row may be faster; then one waits for a moment, longer each time. */
    private static final int EAGER = 2;

    private static final int MAX_WAIT_MS = 32;

    private static final AtomicLong STAMPS = new AtomicLong(new SecureRandom().nextLong());

    private final TableSpec<V> spec;
    private final AdvancedCache<String, Cell> cache;
    private final AdvancedCache<String, Cell> memory;
    private final Duration timeout;

    InfinispanTable(TableSpec<V> spec, AdvancedCache<String, Cell> cache, Duration timeout) {
        this.spec = spec;
        this.cache = cache;
        this.memory = cache.withFlags(Flag.SKIP_CACHE_LOAD);
        this.timeout = timeout;
        cache.addListener(new Overflow(cache));
    }

    @Override
    public TableSpec<V> spec() {
        return spec;
    }

    @Override
    public CompletionStage<Optional<V>> get(String key) {
        return answered(memory.getAsync(checked(key)).thenApply(this::value));
    }

    @Override
    public CompletionStage<Optional<V>> update(String key, UnaryOperator<Optional<V>> change) {
        return answered(attempt(checked(key), change, null, 0, System.nanoTime() + timeout.toNanos()));
    }

    private CompletableFuture<Optional<V>> attempt(
            String key, UnaryOperator<Optional<V>> change, @Nullable Cell tried, int earlier, long deadline) {
        if (earlier > EAGER && System.nanoTime() > deadline) {
            return CompletableFuture.failedFuture(new TimeoutException());
        }
        return memory.getAsync(key).thenCompose(found -> {
            if (tried != null && found != null && found.follows(tried)) {
                return CompletableFuture.completedFuture(value(tried));
            }
            Optional<V> before = value(found);
            Optional<V> after = change.apply(before);
            Cell mine = after.map(value -> next(found, value)).orElse(null);
            return set(key, found, before, mine).thenCompose(done -> {
                if (done) {
                    return CompletableFuture.completedFuture(after);
                } else if (earlier < EAGER) {
                    return attempt(key, change, mine, earlier + 1, deadline);
                }
                int wait = ThreadLocalRandom.current()
                        .nextInt(1 + Math.min(MAX_WAIT_MS, 1 << Math.min(earlier - EAGER, 5)));
                return CompletableFuture.completedFuture(key)
                        .thenComposeAsync(
                                again -> attempt(again, change, mine, earlier + 1, deadline),
                                CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS));
            });
        });
    }

    private Cell next(@Nullable Cell found, V value) {
        boolean clustered =
                cache.getCacheConfiguration().clustering().cacheMode().isClustered();
        return found == null || !clustered ? cell(value) : found.next(value, STAMPS.incrementAndGet());
    }

    private CompletableFuture<Boolean> set(String key, @Nullable Cell found, Optional<V> before, @Nullable Cell mine) {
        if (mine == null) {
            return found == null ? CompletableFuture.completedFuture(true) : memory.removeAsync(key, found);
        }
        V value = spec.type().cast(mine.value());
        if (found == null) {
            return memory.putIfAbsentAsync(key, mine, lifespan(value), TimeUnit.MILLISECONDS)
                    // Sent again as nodes came or went, it finds itself.
                    .thenApply(standing -> standing == null || standing.equals(mine));
        }
        return before.isPresent() && before.get() == value
                ? CompletableFuture.completedFuture(true)
                : memory.replaceAsync(key, found, mine, lifespan(value), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<Optional<V>> putIfAbsent(String key, V value) {
        Cell mine = cell(value);
        return answered(memory.putIfAbsentAsync(checked(key), mine, lifespan(value), TimeUnit.MILLISECONDS)
                .thenApply(standing -> mine.equals(standing) ? Optional.empty() : value(standing)));
    }

    @Override
    public CompletionStage<Void> put(String key, V value) {
        return answered(cache.withFlags(Flag.IGNORE_RETURN_VALUES)
                .putAsync(checked(key), cell(value), lifespan(value), TimeUnit.MILLISECONDS)
                .thenAccept(none -> {}));
    }

    @Override
    public CompletionStage<Boolean> remove(String key) {
        return answered(memory.removeAsync(checked(key)).thenApply(standing -> standing != null));
    }

    @Override
    public Runnable onChange(BiConsumer<String, Optional<V>> listener) {
        var changes = new Changes((key, cell) -> listener.accept(key, value(cell)));
        cache.addListener(changes);
        return () -> cache.removeListener(changes);
    }

    @Override
    public void forEach(BiConsumer<String, V> each) {
        try (var entries = memory.entrySet().iterator()) {
            while (entries.hasNext()) {
                var entry = entries.next();
                each.accept(entry.getKey(), spec.type().cast(entry.getValue().value()));
            }
        }
    }

    @Override
    public long size() {
        return cache.getDataContainer().sizeIncludingExpired();
    }

    private Optional<V> value(@Nullable Cell cell) {
        return cell == null ? Optional.empty() : Optional.of(spec.type().cast(cell.value()));
    }

    private Cell cell(V value) {
        return new Cell(spec.name(), value, STAMPS.incrementAndGet());
    }

    private long lifespan(V value) {
        return Math.max(1, spec.lifespan().apply(value).toMillis());
    }

    private static String checked(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException("a key must have 1 to " + MAX_KEY + " characters");
        }
        return key;
    }

    private <T> CompletionStage<T> answered(CompletableFuture<T> asked) {
        if (asked.isDone() && !asked.isCompletedExceptionally()) {
            return asked;
        }
        // A copy: what is late goes on in Infinispan.
        return asked.thenApply(answer -> answer)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw failed(failure);
                });
    }

    private StoreException failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return cause instanceof TimeoutException || cause instanceof org.infinispan.commons.TimeoutException
                ? new StoreException(
                        StoreException.Reason.LATE,
                        spec.name() + ": no answer within " + timeout.toMillis() + " ms",
                        cause)
                : new StoreException(StoreException.Reason.FAILED, spec.name() + ": " + cause.getMessage(), cause);
    }
}
