package org.serai.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.serai.config.Size;
import org.serai.store.ClusterSettings;
import org.serai.store.ClusterSettings.Member;
import org.serai.store.HotRodSettings;
import org.serai.store.Store;
import org.serai.store.StoreSettings;
import org.serai.store.StoreUri;
import org.serai.store.Stores;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;

/**
 * A process with a store: {@code StoreNode DIRECTORY URI PORT MEMBER_PORTS count|write|flood TIMES USER PASSWORD_FILE AUTHORITIES}. It prints a
 * line when all nodes are there, one for each thing done with the time (milliseconds since 1970), and one whenever it sees other nodes than
 * before; and stays until it is killed.
 */
final class StoreNode {

    /** Something that is counted. */
    record Count(long count) {

        Count more() {
            return new Count(count + 1);
        }
    }

    static final TableSpec<Count> COUNTS = spec("counts", Spread.REPLICATED);
    static final TableSpec<Count> SHARES = spec("shares", Spread.DISTRIBUTED);
    static final int THREADS = 4;

    private static final int UNDER_WAY = 200;

    private final Store store;

    private StoreNode(Store store) {
        this.store = store;
    }

    private static TableSpec<Count> spec(String name, Spread spread) {
        return new TableSpec<>(
                name,
                Count.class,
                spread,
                1_000_000,
                count -> Duration.ofDays(1),
                (one, other) -> one.count() > other.count() ? one : other);
    }

    static Store open(Path directory, StoreUri uri, int port, List<Integer> members) {
        return open(directory, uri, port, members, Stores.NO_SERVERS);
    }

    static Store open(Path directory, StoreUri uri, int port, List<Integer> members, HotRodSettings servers) {
        return open(directory, uri, port, members, servers, List.of(COUNTS, SHARES));
    }

    static Store open(
            Path directory,
            StoreUri uri,
            int port,
            List<Integer> members,
            HotRodSettings servers,
            List<TableSpec<?>> tables) {
        return Store.open(
                new StoreSettings(uri, Duration.ofSeconds(20), new Size(1)),
                new ClusterSettings(
                        "test",
                        "127.0.0.1",
                        port,
                        members.stream()
                                .map(each -> new Member("127.0.0.1", each))
                                .toList(),
                        "",
                        "",
                        Path.of(""),
                        Path.of("")),
                servers,
                directory,
                directory,
                tables);
    }

    static ChildProcess start(Path home, StoreUri uri, int port, List<Integer> members, String task, int times) {
        return start(home, uri, port, members, Stores.NO_SERVERS, task, times);
    }

    static ChildProcess start(
            Path home, StoreUri uri, int port, List<Integer> members, HotRodSettings servers, String task, int times) {
        return ChildProcess.start(
                home,
                home.resolve("node.log"),
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreNode.class.getName(),
                        home.resolve("store").toString(),
                        uri.toString(),
                        Integer.toString(port),
                        String.join(",", members.stream().map(String::valueOf).toList()),
                        task,
                        Integer.toString(times),
                        servers.user(),
                        servers.passwordFile().toString(),
                        servers.authorities().toString()));
    }

    public static void main(String[] args) throws Exception {
        StoreUri uri = StoreUri.parse(args[1]);
        int port = Integer.parseInt(args[2]);
        List<Integer> members = args[3].isEmpty()
                ? List.of()
                : List.of(args[3].split(",")).stream().map(Integer::valueOf).toList();
        var servers = new HotRodSettings(
                args[6], Path.of(args[7]), "SCRAM-SHA-512", true, Path.of(args[8]), "", true, "serai-");
        var node = new StoreNode(open(Path.of(args[0]), uri, port, members, servers));
        while (node.store.status().members().size() < members.size()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // The others need the processor to start.
        }
        say("ready");
        node.watch(members.size());
        int times = Integer.parseInt(args[5]);
        switch (args[4]) {
            case "count" -> node.count(times);
            case "write" -> node.write(port, times);
            case "flood" -> node.flood(times);
            default -> throw new IllegalArgumentException(args[4]);
        }
        say("done");
        Thread.currentThread().join();
    }

    private void count(int times) {
        var all = IntStream.range(0, THREADS)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < times; i++) {
                        more(store.table(COUNTS), "all");
                        more(store.table(SHARES), "all");
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
    }

    private static void more(Table<Count> table, String key) {
        table.update(key, count -> Optional.of(count.orElse(new Count(0)).more()))
                .toCompletableFuture()
                .join();
    }

    /** Each write is said when it is confirmed. */
    private void write(int port, int times) {
        for (int i = 0; i < times; i++) {
            String key = port + "-" + i;
            store.table(COUNTS).put(key, new Count(i)).toCompletableFuture().join();
            store.table(SHARES).put(key, new Count(i)).toCompletableFuture().join();
            said(key);
        }
    }

    /** As much as it takes, many at a time. */
    private void flood(int times) {
        var room = new Semaphore(UNDER_WAY);
        for (int i = 0; i < times; i++) {
            String key = "f-" + i;
            var count = new Count(i);
            room.acquireUninterruptibly();
            store.table(COUNTS)
                    .put(key, count)
                    .thenCompose(done -> store.table(SHARES).put(key, count))
                    .whenComplete((done, failure) -> {
                        room.release();
                        if (failure == null) {
                            said(key);
                        }
                    });
        }
    }

    private static void said(String key) {
        say("wrote " + key + " at " + System.currentTimeMillis());
    }

    /** Says when nodes are lost of sight, or found again. */
    private void watch(int expected) {
        var seen = new AtomicInteger(expected);
        var watching = new Thread(() -> {
            while (true) {
                int now = store.status().members().size();
                if (seen.getAndSet(now) != now) {
                    say("sees " + now);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        });
        watching.setDaemon(true);
        watching.start();
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
