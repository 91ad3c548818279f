package org.serai.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.serai.config.Size;

/** Stores for tests. */
public final class Stores {

    /** As nothing is said. */
    public static final HotRodSettings NO_SERVERS =
            new HotRodSettings("", Path.of(""), "SCRAM-SHA-512", true, Path.of(""), "", true, "serai-");

    private Stores() {}

    /** Of one process, as by default. */
    public static Store embedded(Path directory, List<TableSpec<?>> tables) {
        return open(StoreUri.EMBEDDED, cluster("127.0.0.1", 1, List.of()), Duration.ofSeconds(20), directory, tables);
    }

    /** Writes to the last octet of the disk, as no setting that is shipped does. */
    public static Store whateverRoomThereIs(Path directory, List<TableSpec<?>> tables) {
        return open(
                StoreUri.EMBEDDED,
                cluster("127.0.0.1", 1, List.of()),
                Duration.ofSeconds(20),
                new Size(0),
                directory,
                tables);
    }

    static Store open(
            StoreUri uri, ClusterSettings cluster, Duration timeout, Path directory, List<TableSpec<?>> tables) {
        return open(uri, cluster, timeout, new Size(1), directory, tables);
    }

    static Store open(
            StoreUri uri,
            ClusterSettings cluster,
            Duration timeout,
            Size minFree,
            Path directory,
            List<TableSpec<?>> tables) {
        return Store.open(new StoreSettings(uri, timeout, minFree), cluster, NO_SERVERS, directory, directory, tables);
    }

    static ClusterSettings cluster(String address, int port, List<Integer> ports) {
        return new ClusterSettings(
                "test",
                address,
                port,
                ports.stream()
                        .map(each -> new ClusterSettings.Member("127.0.0.1", each))
                        .toList(),
                "",
                "",
                Path.of(""),
                Path.of(""));
    }
}
