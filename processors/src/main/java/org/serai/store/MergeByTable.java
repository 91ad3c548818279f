package org.serai.store;

import java.util.List;
import java.util.Objects;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.container.entries.CacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * After a partition, the table says what of two values stands; what only one side has stands, too. So what one side removed
 * comes back, and what it learned is not lost.
 */
final class MergeByTable<V extends Record> implements EntryMergePolicy<String, Cell> {

    private final TableSpec<V> spec;

    MergeByTable(TableSpec<V> spec) {
        this.spec = spec;
    }

    @Override
    public @Nullable CacheEntry<String, Cell> merge(
            @Nullable CacheEntry<String, Cell> preferred, List<CacheEntry<String, Cell>> others) {
        CacheEntry<String, Cell> merged = preferred;
        for (CacheEntry<String, Cell> other : others) {
            merged = merged == null || merged.getValue() == null ? other : merged(merged, other);
        }
        return merged;
    }

    private CacheEntry<String, Cell> merged(CacheEntry<String, Cell> one, @Nullable CacheEntry<String, Cell> other) {
        if (other == null || other.getValue() == null || Objects.equals(other.getValue(), one.getValue())) {
            return one;
        }
        V value = spec.type().cast(one.getValue().value());
        V second = spec.type().cast(other.getValue().value());
        V both = spec.merge().apply(value, second);
        if (both == value) {
            return one;
        } else if (both == second) {
            return other;
        }
        CacheEntry<String, Cell> entry = one.clone();
        entry.setValue(new Cell(
                spec.name(), both, one.getValue().stamp() ^ other.getValue().stamp()));
        return entry;
    }
}
