package org.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.ConfigException;
import org.serai.config.Size;
import org.serai.store.TableSpec.Spread;

class StoreTest {

    private record Count(long count) {}

    private static final int MOST = 100;

    private static final TableSpec<Count> COUNTS = new TableSpec<>(
            "counts", Count.class, Spread.REPLICATED, MOST, count -> Duration.ofDays(1), (one, other) -> one);
    private static final TableSpec<Count> SHORT = new TableSpec<>(
            "short", Count.class, Spread.LOCAL, MOST, count -> Duration.ofMillis(1), (one, other) -> one);
    private static final List<TableSpec<?>> TABLES = List.of(COUNTS, SHORT);

    @TempDir
    private Path directory;

    private Store store;
    private Table<Count> counts;

    @BeforeEach
    void open() {
        store = Stores.embedded(directory, TABLES);
        counts = store.table(COUNTS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Optional<Count> more(Optional<Count> count) {
        return Optional.of(new Count(count.map(Count::count).orElse(0L) + 1));
    }

    @Test
    void noChangeIsLostAmongThreads() {
        var threads = Executors.newFixedThreadPool(4);
        var all = IntStream.range(0, 1000)
                .mapToObj(i -> CompletableFuture.runAsync(() -> get(counts.update("k", StoreTest::more)), threads))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
        threads.shutdown();
        assertThat(get(counts.get("k"))).contains(new Count(1000));
    }

    @Test
    void oneWrites() {
        assertThat(get(counts.putIfAbsent("k", new Count(1)))).isEmpty();
        assertThat(get(counts.putIfAbsent("k", new Count(2)))).contains(new Count(1));
        get(counts.put("k", new Count(3)));
        assertThat(get(counts.get("k"))).contains(new Count(3));
        assertThat(get(counts.remove("k"))).isTrue();
        assertThat(get(counts.remove("k"))).isFalse();
        assertThat(get(counts.get("k"))).isEmpty();
    }

    @Test
    void anUpdateMayRemoveOrLeave() {
        assertThat(get(counts.update("k", none -> Optional.empty()))).isEmpty();
        get(counts.put("k", new Count(1)));
        assertThat(get(counts.update("k", count -> count))).contains(new Count(1));
        assertThat(get(counts.update("k", count -> Optional.empty()))).isEmpty();
        assertThat(get(counts.get("k"))).isEmpty();
    }

    @Test
    void whatItHeldIsThereAgain() {
        get(counts.put("k", new Count(7)));
        get(counts.put("gone", new Count(7)));
        get(counts.remove("gone"));
        close();
        open();
        assertThat(get(counts.get("k"))).contains(new Count(7));
        assertThat(get(counts.get("gone"))).isEmpty();
        assertThat(counts.size()).isEqualTo(1);
        assertThat(get(counts.update("k", StoreTest::more))).contains(new Count(8));
    }

    @Test
    void whatIsOldEnds() {
        Table<Count> table = store.table(SHORT);
        get(table.put("k", new Count(1)));
        await().until(() -> get(table.get("k")).isEmpty());
        assertThat(get(table.putIfAbsent("k", new Count(2)))).isEmpty();
    }

    @Test
    void changesAreTold() {
        var told = new ConcurrentHashMap<String, Optional<Count>>();
        Runnable end = counts.onChange(told::put);
        get(counts.put("k", new Count(1)));
        await().until(() -> told.equals(Map.of("k", Optional.of(new Count(1)))));
        get(counts.update("k", StoreTest::more));
        await().until(() -> told.equals(Map.of("k", Optional.of(new Count(2)))));
        get(counts.remove("k"));
        await().until(() -> told.equals(Map.of("k", Optional.empty())));
        end.run();
        get(counts.put("other", new Count(1)));
        assertThat(told).doesNotContainKey("other");
    }

    @Test
    void memoryAndDiskAreBounded() {
        for (int i = 0; i < 10 * MOST; i++) {
            get(counts.put("k" + i, new Count(i)));
        }
        await().until(() -> counts.size() <= MOST);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            close();
            var wide = new TableSpec<>(
                    "counts",
                    Count.class,
                    Spread.REPLICATED,
                    100 * MOST,
                    count -> Duration.ofDays(1),
                    (one, other) -> one);
            store = Stores.embedded(directory, List.of(wide));
            return store.table(wide).size() <= MOST;
        });
    }

    @Test
    void keysAreBounded() {
        assertThatThrownBy(() -> counts.get("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> counts.get("k".repeat(Table.MAX_KEY + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswerThatIsLateIsTold() {
        close();
        store = Stores.open(
                StoreUri.EMBEDDED, Stores.cluster("127.0.0.1", 1, List.of()), Duration.ofMillis(50), directory, TABLES);
        Table<Count> table = store.table(COUNTS);
        // Somebody is always faster.
        assertThatThrownBy(() -> get(table.update("k", count -> {
                    get(table.put("k", new Count(0)));
                    return more(count);
                })))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, late -> assertThat(late.reason()).isEqualTo(StoreException.Reason.LATE));
    }

    @Test
    void aFailureOfTheCallersOwnIsTold() {
        assertThatThrownBy(() -> get(counts.update("k", count -> {
                    throw new IllegalStateException("mine");
                })))
                .hasMessageContaining("mine");
        assertThat(get(counts.get("k"))).isEmpty();
    }

    @Test
    void statisticsAreAddedUp() {
        var tally = new Tally<>(counts, (one, other) -> new Count(one.count() + other.count()));
        get(counts.put("k", new Count(1)));
        tally.add("k", new Count(2));
        tally.add("k", new Count(3));
        tally.add("other", new Count(4));
        assertThat(get(counts.get("k"))).contains(new Count(1));
        tally.flush();
        assertThat(get(counts.get("k"))).contains(new Count(6));
        assertThat(get(counts.get("other"))).contains(new Count(4));
    }

    @Test
    void withoutRoomOnTheDiskAllGoesOnInMemory() {
        get(counts.put("kept", new Count(1)));
        get(counts.put("changed", new Count(1)));
        assertThat(store.status().disk()).isEmpty();
        close();
        store = Stores.open(
                StoreUri.EMBEDDED,
                Stores.cluster("127.0.0.1", 1, List.of()),
                Duration.ofSeconds(20),
                new Size(Long.MAX_VALUE),
                directory,
                TABLES);
        assertThat(store.status().disk()).contains("store.min-free", directory.toString());
        assertThat(store.status().problem()).isEmpty();
        Table<Count> full = store.table(COUNTS);
        get(full.put("put", new Count(1)));
        get(full.putIfAbsent("absent", new Count(1)));
        get(full.update("changed", StoreTest::more));
        assertThat(get(full.get("kept"))).contains(new Count(1));
        assertThat(get(full.get("changed"))).contains(new Count(2));
        assertThat(get(full.get("put"))).contains(new Count(1));
        assertThat(get(full.remove("absent"))).isTrue();
        close();

        open();
        assertThat(get(counts.get("kept"))).contains(new Count(1));
        assertThat(get(counts.get("changed"))).contains(new Count(1));
        assertThat(get(counts.get("put"))).isEmpty();
    }

    @Test
    void filesHaveOneProcess() {
        assertThatThrownBy(() -> Stores.embedded(directory, TABLES))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("in use by another process");
    }
}
