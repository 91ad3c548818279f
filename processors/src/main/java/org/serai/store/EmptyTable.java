package org.serai.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Holds nothing and keeps nothing. */
record EmptyTable<V extends Record>(TableSpec<V> spec) implements Table<V> {

    @Override
    public CompletionStage<Optional<V>> get(String key) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Optional<V>> update(String key, UnaryOperator<Optional<V>> change) {
        return get(key);
    }

    @Override
    public CompletionStage<Optional<V>> putIfAbsent(String key, V value) {
        return get(key);
    }

    @Override
    public CompletionStage<Void> put(String key, V value) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> remove(String key) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public Runnable onChange(BiConsumer<String, Optional<V>> listener) {
        return () -> {};
    }

    @Override
    public void forEach(BiConsumer<String, V> each) {
        // There is none.
    }

    @Override
    public long size() {
        return 0;
    }
}
