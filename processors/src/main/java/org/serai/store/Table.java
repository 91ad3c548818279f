package org.serai.store;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * A map that outlives this process. A key is a text of 1 to {@value #MAX_KEY} characters. Safe for use by many threads.
 *
 * <p>Each answer comes within {@code store.timeout}: a value, or a {@link StoreException} as the cause of what the stage
 * throws. A change that was late may have been made all the same. Functions that go on from a stage must not block.
 */
public interface Table<V extends Record> {

    /** The longest key. */
    int MAX_KEY = 2048;

    /** How it was declared. */
    TableSpec<V> spec();

    /** What stands under a key. Answered at once from the memory of this process, unless the table is distributed. */
    CompletionStage<Optional<V>> get(String key);

    /**
     * Changes one entry as if nobody else did: no change of another thread or node is lost, and this one is made once.
     * An empty result removes the entry; the same object as before leaves it, with its time to live, as it is.
     *
     * @param change what shall stand there by what stands there; called again when somebody was faster, so it changes
     *     nothing else
     * @return what stands there afterwards
     */
    CompletionStage<Optional<V>> update(String key, UnaryOperator<Optional<V>> change);

    /** Writes where nothing stands; tells what stood there, empty when it was written. */
    CompletionStage<Optional<V>> putIfAbsent(String key, V value);

    /** Writes, whatever stands there. */
    CompletionStage<Void> put(String key, V value);

    /** Removes; tells whether something stood there. */
    CompletionStage<Boolean> remove(String key);

    /**
     * Tells of each change that this node sees, by whichever node it was made, soon after it was made: the key and what
     * stands there now, empty when it was removed or ran out. On a distributed table, of the keys that lie here. Entries that
     * made room for others are not told of. The listener must not block.
     *
     * @return ends it
     */
    Runnable onChange(BiConsumer<String, Optional<V>> listener);

    /**
     * Shows all entries, in no order; what changes meanwhile may be shown or not. Waits for other nodes where the table is
     * distributed: not for sessions.
     */
    void forEach(BiConsumer<String, V> each);

    /** Entries that lie in this process, about. */
    long size();
}
