package org.serai.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.infinispan.client.hotrod.Flag;
import org.infinispan.client.hotrod.RemoteCache;
import org.jspecify.annotations.Nullable;

/** A table on servers of Infinispan: each reading asks one of them. */
final class HotRodTable<V extends Record> extends CellTable<V> {

    private static final int BATCH = 1_000;

    private final RemoteCache<String, Cell> cache;
    private final RemoteCache<String, Cell> telling;

    HotRodTable(TableSpec<V> spec, RemoteCache<String, Cell> cache, Duration timeout) {
        super(spec, timeout);
        this.cache = cache;
        this.telling = cache.withFlags(Flag.FORCE_RETURN_VALUE);
    }

    @Override
    boolean shared() {
        return true;
    }

    @Override
    public CompletionStage<Optional<V>> get(String key) {
        return answered(cache.getAsync(checked(key)).thenApply(this::value));
    }

    @Override
    CompletableFuture<Found> found(String key) {
        return cache.getWithMetadataAsync(key)
                .thenApply(found -> found == null ? Found.NOTHING : new Found(found.getValue(), found.getVersion()));
    }

    @Override
    CompletableFuture<@Nullable Cell> putNew(String key, Cell cell, long lifespan) {
        return telling.putIfAbsentAsync(key, cell, lifespan, TimeUnit.MILLISECONDS);
    }

    @Override
    CompletableFuture<Boolean> replace(String key, Found found, Cell cell, long lifespan) {
        return cache.replaceWithVersionAsync(
                key, cell, found.version(), lifespan, TimeUnit.MILLISECONDS, 0, TimeUnit.MILLISECONDS);
    }

    @Override
    CompletableFuture<Boolean> remove(String key, Found found) {
        return cache.removeWithVersionAsync(key, found.version());
    }

    @Override
    public CompletionStage<Void> put(String key, V value) {
        return answered(cache.putAsync(checked(key), cell(value), lifespan(value), TimeUnit.MILLISECONDS)
                .thenAccept(none -> {}));
    }

    @Override
    public CompletionStage<Boolean> remove(String key) {
        return answered(telling.removeAsync(checked(key)).thenApply(standing -> standing != null));
    }

    @Override
    public Runnable onChange(BiConsumer<String, Optional<V>> listener) {
        var changes = new HotRodChanges(
                key -> get(key).thenAccept(value -> listener.accept(key, value)),
                key -> listener.accept(key, Optional.empty()));
        cache.addClientListener(changes);
        return () -> cache.removeClientListener(changes);
    }

    @Override
    public void forEach(BiConsumer<String, V> each) {
        try (var entries = cache.retrieveEntries(null, BATCH)) {
            while (entries.hasNext()) {
                var entry = entries.next();
                each.accept((String) entry.getKey(), spec().type().cast(((Cell) entry.getValue()).value()));
            }
        }
    }

    @Override
    public long size() {
        try {
            return answered(cache.sizeAsync()).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException told ? told : e;
        }
    }
}
