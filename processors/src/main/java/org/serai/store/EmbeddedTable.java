package org.serai.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.infinispan.AdvancedCache;
import org.infinispan.context.Flag;
import org.jspecify.annotations.Nullable;

/** A table in this process. All that is on disk is in memory as well, so that no reading waits for a disk. */
final class EmbeddedTable<V extends Record> extends CellTable<V> {

    private final AdvancedCache<String, Cell> cache;
    private final AdvancedCache<String, Cell> memory;

    /** @param full the disk has no room, and is let alone */
    EmbeddedTable(TableSpec<V> spec, AdvancedCache<String, Cell> cache, Duration timeout, BooleanSupplier full) {
        super(spec, timeout);
        this.cache = cache;
        this.memory = cache.withFlags(Flag.SKIP_CACHE_LOAD);
        cache.addListener(new Overflow(cache, full));
    }

    @Override
    boolean shared() {
        return cache.getCacheConfiguration().clustering().cacheMode().isClustered();
    }

    @Override
    public CompletionStage<Optional<V>> get(String key) {
        return answered(memory.getAsync(checked(key)).thenApply(this::value));
    }

    @Override
    CompletableFuture<Found> found(String key) {
        return memory.getAsync(key).thenApply(cell -> new Found(cell, 0));
    }

    @Override
    CompletableFuture<@Nullable Cell> putNew(String key, Cell cell, long lifespan) {
        return memory.putIfAbsentAsync(key, cell, lifespan, TimeUnit.MILLISECONDS);
    }

    @Override
    CompletableFuture<Boolean> replace(String key, Found found, Cell cell, long lifespan) {
        return memory.replaceAsync(key, found.cell(), cell, lifespan, TimeUnit.MILLISECONDS);
    }

    @Override
    CompletableFuture<Boolean> remove(String key, Found found) {
        return memory.removeAsync(key, found.cell());
    }

    @Override
    public CompletionStage<Void> put(String key, V value) {
        return answered(memory.withFlags(Flag.IGNORE_RETURN_VALUES)
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
                each.accept(entry.getKey(), spec().type().cast(entry.getValue().value()));
            }
        }
    }

    @Override
    public long size() {
        return cache.getDataContainer().sizeIncludingExpired();
    }
}
