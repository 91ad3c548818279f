package org.serai.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** A table of a store that may not be open yet. */
record LateTable<V extends Record>(TableSpec<V> spec, CompletableFuture<Table<V>> opening) implements Table<V> {

    @Override
    public CompletionStage<Optional<V>> get(String key) {
        return opening.join().get(key);
    }

    @Override
    public CompletionStage<Optional<V>> update(String key, UnaryOperator<Optional<V>> change) {
        return opening.join().update(key, change);
    }

    @Override
    public CompletionStage<Optional<V>> putIfAbsent(String key, V value) {
        return opening.join().putIfAbsent(key, value);
    }

    @Override
    public CompletionStage<Void> put(String key, V value) {
        return opening.join().put(key, value);
    }

    @Override
    public CompletionStage<Boolean> remove(String key) {
        return opening.join().remove(key);
    }

    @Override
    public Runnable onChange(BiConsumer<String, Optional<V>> listener) {
        return opening.join().onChange(listener);
    }

    @Override
    public void forEach(BiConsumer<String, V> each) {
        opening.join().forEach(each);
    }

    @Override
    public long size() {
        return opening.join().size();
    }
}
