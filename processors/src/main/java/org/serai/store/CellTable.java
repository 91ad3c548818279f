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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A table of cells, whose changes are compare-and-set. */
abstract class CellTable<V extends Record> implements Table<V> {

    /** So many others in a row may be faster; then one waits for a moment, longer each time. */
    private static final int EAGER = 2;

    private static final int MAX_WAIT_MS = 32;

    private static final AtomicLong STAMPS = new AtomicLong(new SecureRandom().nextLong());

    private final TableSpec<V> spec;
    private final Duration timeout;

    CellTable(TableSpec<V> spec, Duration timeout) {
        this.spec = spec;
        this.timeout = timeout;
    }

    /**
     * What stands somewhere.
     *
     * @param version of it, where the table tells cells apart by that
     */
    record Found(@Nullable Cell cell, long version) {

        static final Found NOTHING = new Found(null, 0);
    }

    /** Others write here as well, and an answer may be lost where the write was not. */
    abstract boolean shared();

    /** What stands there, to be changed. */
    abstract CompletableFuture<Found> found(String key);

    /** Writes where nothing stands; what stood there, or null. */
    abstract CompletableFuture<@Nullable Cell> putNew(String key, Cell cell, long lifespan);

    /** Writes where that very cell stands. */
    abstract CompletableFuture<Boolean> replace(String key, Found found, Cell cell, long lifespan);

    /** Removes that very cell. */
    abstract CompletableFuture<Boolean> remove(String key, Found found);

    @Override
    public final TableSpec<V> spec() {
        return spec;
    }

    @Override
    public final CompletionStage<Optional<V>> update(String key, UnaryOperator<Optional<V>> change) {
        return answered(attempt(checked(key), change, null, 0, System.nanoTime() + timeout.toNanos()));
    }

    private CompletableFuture<Optional<V>> attempt(
            String key, UnaryOperator<Optional<V>> change, @Nullable Cell tried, int earlier, long deadline) {
        if (earlier > EAGER && System.nanoTime() > deadline) {
            return CompletableFuture.failedFuture(new TimeoutException());
        }
        return found(key).thenCompose(found -> {
            Cell standing = found.cell();
            if (tried != null && standing != null && standing.follows(tried)) {
                return CompletableFuture.completedFuture(value(tried));
            }
            Optional<V> before = value(standing);
            Optional<V> after = change.apply(before);
            Cell mine = after.map(value -> next(standing, value)).orElse(null);
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

    private Cell next(@Nullable Cell standing, V value) {
        return standing == null || !shared() ? cell(value) : standing.next(value, STAMPS.incrementAndGet());
    }

    private CompletableFuture<Boolean> set(String key, Found found, Optional<V> before, @Nullable Cell mine) {
        if (mine == null) {
            return found.cell() == null ? CompletableFuture.completedFuture(true) : remove(key, found);
        }
        V value = spec.type().cast(mine.value());
        if (found.cell() == null) {
            return putNew(key, mine, lifespan(value))
                    // Sent again as nodes came or went, it finds itself.
                    .thenApply(standing -> standing == null || standing.equals(mine));
        }
        return before.isPresent() && before.get() == value
                ? CompletableFuture.completedFuture(true)
                : replace(key, found, mine, lifespan(value));
    }

    @Override
    public final CompletionStage<Optional<V>> putIfAbsent(String key, V value) {
        Cell mine = cell(value);
        return answered(putNew(checked(key), mine, lifespan(value))
                .thenApply(standing -> mine.equals(standing) ? Optional.empty() : value(standing)));
    }

    final Optional<V> value(@Nullable Cell cell) {
        return cell == null ? Optional.empty() : Optional.of(spec.type().cast(cell.value()));
    }

    final Cell cell(V value) {
        return new Cell(spec.name(), value, STAMPS.incrementAndGet());
    }

    final long lifespan(V value) {
        return Math.max(1, spec.lifespan().apply(value).toMillis());
    }

    static String checked(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException("a key must have 1 to " + MAX_KEY + " characters");
        }
        return key;
    }

    final <T> CompletionStage<T> answered(CompletableFuture<T> asked) {
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
