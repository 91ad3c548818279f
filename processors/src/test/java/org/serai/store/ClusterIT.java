package org.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Size;
import org.serai.it.Ports;
import org.serai.store.ClusterSettings.Member;
import org.serai.store.TableSpec.Spread;

/** Nodes that lose sight of each other, and nodes that must not see each other. */
class ClusterIT {

    private static final Duration LONG = Duration.ofSeconds(90);

    /** Something of which more is true. */
    record Count(long count) {}

    private static final TableSpec<Count> COUNTS = new TableSpec<>(
            "counts",
            Count.class,
            Spread.REPLICATED,
            1_000,
            count -> Duration.ofDays(1),
            (one, other) -> new Count(Math.max(one.count(), other.count())));

    private static final TableSpec<Count> SHARES = new TableSpec<>(
            "shares", Count.class, Spread.DISTRIBUTED, 1_000, count -> Duration.ofDays(1), (one, other) -> one);

    /** No disk has so much. */
    private static final Size ALWAYS_FULL = new Size(Long.MAX_VALUE);

    @TempDir
    private Path home;

    private final List<Store> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(Store::close);
    }

    private Store open(ClusterSettings settings) {
        return open(settings, new Size(1));
    }

    private Store open(ClusterSettings settings, Size minFree) {
        Store store = Store.open(
                new StoreSettings(StoreUri.CLUSTER, Duration.ofSeconds(20), minFree),
                settings,
                Stores.NO_SERVERS,
                home.resolve("node-" + settings.port()),
                home,
                List.of(COUNTS, SHARES));
        stores.add(store);
        return store;
    }

    private static Table<Count> counts(Store store) {
        return store.table(COUNTS);
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static void set(Store store, String key, long count) {
        answer(counts(store).put(key, new Count(count)));
    }

    private static Optional<Count> get(Store store, String key) {
        return answer(counts(store).get(key));
    }

    private void stop(Store store) {
        store.close();
        stores.remove(store);
    }

    private void awaitMembers(int members) {
        await().atMost(LONG).untilAsserted(() -> assertThat(stores)
                .allSatisfy(store -> assertThat(store.status().members()).hasSize(members)));
    }

    private static ProtocolStack stack(Store store) throws ReflectiveOperationException {
        var manager = (EmbeddedCacheManager) field(field(store, "backing"), "manager");
        var transport = (JGroupsTransport) GlobalComponentRegistry.componentOf(manager, Transport.class);
        JChannel channel = transport.getChannel();
        return channel.getProtocolStack();
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        var field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Test
    void bothSidesOfACutGoOnAndAgreeWhenTheyMeet() throws Exception {
        List<Integer> ports = List.of(Ports.free(), Ports.free());
        Store one = open(Stores.cluster("127.0.0.1", ports.get(0), ports));
        Store other = open(Stores.cluster("127.0.0.1", ports.get(1), ports));
        awaitMembers(2);
        set(one, "both", 1);
        set(one, "removed", 1);
        assertThat(get(other, "both")).contains(new Count(1));

        for (Store store : stores) {
            stack(store).insertProtocol(new DISCARD().discardAll(true), ProtocolStack.Position.ABOVE, TP.class);
        }
        awaitMembers(1);
        set(one, "both", 5);
        set(other, "both", 3);
        set(one, "here", 1);
        set(other, "there", 1);
        answer(counts(one).remove("removed"));
        assertThat(get(one, "both")).contains(new Count(5));
        assertThat(get(other, "both")).contains(new Count(3));

        for (Store store : stores) {
            stack(store).removeProtocol(DISCARD.class);
        }
        awaitMembers(2);
        await().atMost(LONG).untilAsserted(() -> assertThat(stores).allSatisfy(store -> {
            assertThat(get(store, "both")).as("the rule of the table").contains(new Count(5));
            assertThat(get(store, "here")).contains(new Count(1));
            assertThat(get(store, "there")).contains(new Count(1));
            assertThat(get(store, "removed")).as("comes back").contains(new Count(1));
        }));
    }

    /** Each key has its first node; of twenty some have this one and some the other. */
    private static List<String> keys(String prefix) {
        return IntStream.range(0, 20).mapToObj(i -> prefix + i).toList();
    }

    private static void change(Table<Count> table, String own) {
        keys(own).forEach(key -> answer(table.put(key, new Count(1))));
        keys(own).forEach(key -> answer(table.update(key, count -> Optional.of(new Count(2)))));
        keys("both").forEach(key -> answer(table.update(key, count -> Optional.of(new Count(2)))));
        keys("removed by " + own).forEach(key -> answer(table.remove(key)));
    }

    private static void assertChanged(Store store) {
        for (TableSpec<Count> spec : List.of(COUNTS, SHARES)) {
            Table<Count> table = store.table(spec);
            for (String prefix : List.of("full", "roomy", "both")) {
                assertThat(keys(prefix)).allSatisfy(key -> assertThat(answer(table.get(key)))
                        .as(spec.name() + " " + key)
                        .contains(new Count(2)));
            }
            assertThat(table.size()).isEqualTo(60);
        }
    }

    @Test
    void aDiskWithoutRoomIsOfItsNodeAlone() throws Exception {
        List<Integer> ports = List.of(Ports.free(), Ports.free());
        var one = Stores.cluster("127.0.0.1", ports.get(0), ports);
        var other = Stores.cluster("127.0.0.1", ports.get(1), ports);
        Store full = open(one, ALWAYS_FULL);
        Store roomy = open(other);
        awaitMembers(2);
        for (TableSpec<Count> spec : List.of(COUNTS, SHARES)) {
            for (String prefix : List.of("both", "removed by full", "removed by roomy")) {
                keys(prefix).forEach(key -> answer(roomy.table(spec).put(key, new Count(1))));
            }
            change(full.table(spec), "full");
            change(roomy.table(spec), "roomy");
        }
        assertChanged(full);
        assertChanged(roomy);
        assertThat(full.status().disk()).isNotEmpty();
        assertThat(roomy.status().disk()).isEmpty();
        stop(roomy);
        assertChanged(full);
        stop(full);

        Store alone = open(one);
        assertThat(counts(alone).size()).as("what the full disk has").isZero();
        stop(alone);
        Store again = open(other);
        assertChanged(again);

        Store withRoom = open(one);
        awaitMembers(2);
        stop(again);
        stop(withRoom);
        assertChanged(open(one));
    }

    @Test
    void nodesWithCertificatesOfOneAuthorityFindEachOtherAndLetNobodyElseIn() throws Exception {
        Path certificates = Files.createDirectories(home.resolve("certificates"));
        openssl(
                certificates,
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=authority -keyout ca.key"
                        + " -out ca.pem");
        List<Integer> ports = List.of(Ports.free(), Ports.free(), Ports.free());
        for (int i = 0; i < 2; i++) {
            open(encrypted(certificates, ports, i));
        }
        awaitMembers(2);
        set(stores.get(0), "k", 7);
        assertThat(get(stores.get(1), "k")).contains(new Count(7));

        var inTheClear = Stores.cluster("127.0.0.1", ports.get(2), ports);
        Store stranger = open(inTheClear);
        assertThat(stranger.status().members()).as("alone").hasSize(1);
        assertThat(get(stranger, "k")).isEmpty();
        set(stores.get(0), "k", 8);
        assertThat(get(stores.get(1), "k")).contains(new Count(8));
        assertThat(stores.get(0).status().members()).hasSize(2);
        assertThat(get(stranger, "k")).isEmpty();
    }

    private ClusterSettings encrypted(Path certificates, List<Integer> ports, int node) throws Exception {
        String name = "node" + node;
        openssl(
                certificates,
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -keyout " + name
                        + ".key -out " + name + ".csr");
        openssl(
                certificates,
                "x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out " + name
                        + ".pem");
        openssl(
                certificates,
                "pkcs12 -export -in " + name + ".pem -inkey " + name + ".key -passout pass:password -out " + name
                        + ".p12");
        run(
                certificates,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "authority",
                        "-file",
                        "ca.pem",
                        "-keystore",
                        name + ".p12",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password"));
        Files.writeString(certificates.resolve("password"), "password\n");
        return new ClusterSettings(
                "test",
                "127.0.0.1",
                ports.get(node),
                ports.stream().map(port -> new Member("127.0.0.1", port)).toList(),
                "",
                "",
                certificates.resolve(name + ".p12"),
                certificates.resolve("password"));
    }

    private static void openssl(Path directory, String arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        run(directory, command);
    }

    private static void run(Path directory, List<String> command) throws Exception {
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    }

    @Test
    void aNodeOfAnotherAuthorityIsNotLetIn() throws Exception {
        List<Integer> ports = List.of(Ports.free(), Ports.free());
        for (int i = 0; i < 2; i++) {
            Path certificates = Files.createDirectories(home.resolve("certificates-" + i));
            openssl(
                    certificates,
                    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=authority" + i
                            + " -keyout ca.key -out ca.pem");
            open(encrypted(certificates, ports, i));
        }
        assertThat(stores)
                .allSatisfy(store -> assertThat(store.status().members()).hasSize(1));
        set(stores.get(0), "k", 1);
        assertThat(get(stores.get(1), "k")).isEmpty();
    }
}
