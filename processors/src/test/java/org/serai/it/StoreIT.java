package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.it.StoreNode.Count;
import org.serai.store.Store;
import org.serai.store.StoreUri;
import org.serai.store.Table;
import org.serai.store.TableSpec;

/** Processes that keep state, alone and together, and are killed. */
class StoreIT {

    private static final Duration LONG = Duration.ofSeconds(120);

    /** Changes of a table that wait, and as many on their way. */
    private static final int WAITING = 2_000;

    private static final long SECOND = 1_000;

    @TempDir
    private Path home;

    private final List<ChildProcess> nodes = new ArrayList<>();

    @AfterEach
    void end() {
        nodes.forEach(ChildProcess::close);
    }

    private ChildProcess start(StoreUri uri, int port, List<Integer> members, String task, int times) {
        Path directory = home.resolve("node-" + port);
        assertThat(directory.toFile().mkdirs()).isTrue();
        ChildProcess node = StoreNode.start(directory, uri, port, members, task, times);
        nodes.add(node);
        return node;
    }

    private static void awaitLine(ChildProcess node, String line) {
        await().atMost(LONG).until(() -> {
            assertThat(node.alive()).as(node.log()).isTrue();
            return node.log().lines().anyMatch(line::equals);
        });
    }

    /** What was confirmed, and when in milliseconds since 1970. */
    private record Written(String key, long at) {

        static Written parse(String line) {
            String[] words = line.split(" ");
            return new Written(words[1], Long.parseLong(words[3]));
        }
    }

    private static List<Written> writes(ChildProcess node) {
        // A line that was cut says less than was confirmed.
        String log = node.log();
        return log.substring(0, log.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("wrote "))
                .map(Written::parse)
                .toList();
    }

    private static List<String> written(ChildProcess node) {
        return writes(node).stream().map(Written::key).toList();
    }

    private static Optional<Count> read(Store store, TableSpec<Count> spec, String key) {
        Table<Count> table = store.table(spec);
        return table.get(key).toCompletableFuture().join();
    }

    /** One change after the other, and as many as it takes. */
    @ParameterizedTest
    @ValueSource(strings = {"write", "flood"})
    void aKilledProcessLosesTheLastSecondAtMost(String task) {
        ChildProcess node = start(StoreUri.EMBEDDED, 1, List.of(), task, 10_000_000);
        await().atMost(LONG)
                .until(
                        () -> writes(node),
                        all -> !all.isEmpty()
                                && all.get(all.size() - 1).at() - all.get(0).at() > 3 * SECOND);
        long killed = System.currentTimeMillis();
        node.kill9();
        List<Written> all = writes(node);
        List<String> kept = all.stream()
                .filter(each -> each.at() < killed - SECOND)
                .map(Written::key)
                .toList();
        assertThat(kept).hasSizeGreaterThan(1_000);

        try (var store = StoreNode.open(home.resolve("node-1/store"), StoreUri.EMBEDDED, 1, List.of())) {
            List<Written> lost = all.stream()
                    .filter(each -> read(store, StoreNode.COUNTS, each.key()).isEmpty()
                            || read(store, StoreNode.SHARES, each.key()).isEmpty())
                    .toList();
            assertThat(lost)
                    .as("of %d changes, %d of them more than a second before", all.size(), kept.size())
                    .noneMatch(each -> each.at() < killed - SECOND)
                    .hasSizeLessThanOrEqualTo(2 * WAITING);
        }
    }

    @Test
    void noChangeOfFourThreadsOnThreeNodesIsLost() {
        var ports = List.of(Ports.free(), Ports.free(), Ports.free());
        int times = 50;
        ports.forEach(port -> start(StoreUri.CLUSTER, port, ports, "count", times));
        nodes.forEach(node -> awaitLine(node, "done"));
        // Two sides that do not see each other go on, and of two counts the greater stands: no lost update, but a
        // split.
        assertThat(nodes)
                .as("no node lost sight of another")
                .allSatisfy(node -> assertThat(node.log().lines()).noneMatch(line -> line.startsWith("sees ")));
        assertThat(ports).as("TCP on the ports that were said").allMatch(Ports::answers);

        try (var store = StoreNode.open(home.resolve("reader"), StoreUri.CLUSTER, Ports.free(), ports)) {
            int all = times * StoreNode.THREADS * nodes.size();
            assertThat(read(store, StoreNode.COUNTS, "all")).contains(new Count(all));
            assertThat(read(store, StoreNode.SHARES, "all")).contains(new Count(all));
        }
    }

    @Test
    void oneOfThreeNodesKilledUnderLoadLosesNothingThatWasConfirmed() {
        var ports = List.of(Ports.free(), Ports.free(), Ports.free());
        ports.forEach(port -> start(StoreUri.CLUSTER, port, ports, "write", 1_000_000));
        nodes.forEach(node -> awaitLine(node, "ready"));
        await().atMost(LONG)
                .until(() -> nodes.stream().allMatch(node -> written(node).size() > 200));

        ChildProcess killed = nodes.get(0);
        killed.kill9();
        assertThat(killed.awaitExit(LONG)).isNotZero();
        List<String> last =
                nodes.stream().map(StoreIT::written).flatMap(List::stream).toList();
        int then = written(nodes.get(1)).size();
        await().atMost(LONG).until(() -> written(nodes.get(1)).size() > then + 100);

        try (var store = StoreNode.open(home.resolve("reader"), StoreUri.CLUSTER, Ports.free(), ports)) {
            assertThat(last).allMatch(key -> read(store, StoreNode.COUNTS, key).isPresent());
            assertThat(last).allMatch(key -> read(store, StoreNode.SHARES, key).isPresent());
            assertThat(nodes.subList(1, 3)).allMatch(ChildProcess::alive);
        }
    }
}
