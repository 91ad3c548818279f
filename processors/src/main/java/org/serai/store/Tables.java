package org.serai.store;

import java.util.concurrent.CompletableFuture;

/** Where tables are found. */
public interface Tables {

    /** Nothing stands in any, and nothing is ever written: for mail that is only looked at. */
    Tables EMPTY = new Tables() {
        @Override
        public <V extends Record> Table<V> table(TableSpec<V> spec) {
            return new EmptyTable<>(spec);
        }
    };

    /** Those of a store that is being opened: whoever uses one waits for that. */
    static Tables of(CompletableFuture<? extends Tables> opening) {
        return new Tables() {
            @Override
            public <V extends Record> Table<V> table(TableSpec<V> spec) {
                return new LateTable<>(spec, opening.thenApply(opened -> opened.table(spec)));
            }
        };
    }

    /** The table that was declared so. */
    <V extends Record> Table<V> table(TableSpec<V> spec);
}
