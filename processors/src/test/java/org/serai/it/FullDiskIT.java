package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.store.Store;
import org.serai.store.Stores;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;

/** The disk of the state becomes full while mail comes: on a small file system of its own. */
class FullDiskIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SIZE = 160 << 20;
    private static final int PAGE = 4096;

    /** Changes of a table that may wait for the disk are 2,000. */
    private static final int MORE_THAN_WAIT_FOR_THE_DISK = 5_000;

    private record Count(long count) {}

    private static final TableSpec<Count> COUNTS = new TableSpec<>(
            "counts", Count.class, Spread.LOCAL, 100_000, count -> Duration.ofDays(1), (one, other) -> one);
    private static final List<TableSpec<?>> TABLES = List.of(COUNTS);
    private static final String PROBLEM = "less than store.min-free = 64 MB is free";

    @TempDir
    private Path home;

    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        Needs.root();
        disk = Files.createDirectories(home.resolve("data/store"));
        try {
            ChildProcess.run(
                    Needs.tool("mount").toString(), "-t", "tmpfs", "-o", "size=" + SIZE, "none", disk.toString());
        } catch (IllegalStateException | AssertionError e) {
            throw Needs.absent("no file system can be mounted here: " + e.getMessage());
        }
    }

    @AfterEach
    void unmount() {
        ChildProcess.run(Needs.tool("umount").toString(), "-l", disk.toString());
    }

    private static String rcpt(SeraiProcess serai, String sender) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<" + sender + ">\r\n");
            return client.say("RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
        }
    }

    /** Each of them, who all wait at once. */
    private static void passes(SeraiProcess serai, List<String> senders) throws IOException {
        for (String sender : senders) {
            assertThat(rcpt(serai, sender)).startsWith("451 4.7.1");
        }
        for (String sender : senders) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rcpt(serai, sender)).startsWith("250"));
        }
    }

    @Test
    void aStartThatFindsNoRoomSaysHowMuchItNeeds() throws IOException {
        Path fill = Files.write(disk.resolve("fill"), new byte[SIZE - (8 << 20)]);
        SeraiProcess.Setup setup = SeraiProcess.in(home);

        assertThat(setup.refusal())
                .contains(
                        "serai: state cannot be written to " + disk,
                        "needs 16 MB of disk at start; make room or let data.dir be on another disk: No space left on device")
                .doesNotContain("\tat ");
        Files.delete(fill);
        setup.start().close();
    }

    @Test
    void mailGoesOnAndIsRememberedInMemory() throws IOException {
        try (var serai = SeraiProcess.in(home)
                .property("filter.greylist.mode", "score")
                .property("filter.greylist.scope", "all")
                .property("filter.greylist.delay", "1s")
                .start()) {
            passes(serai, List.of("before@sender.example"));

            Path fill = Files.write(disk.resolve("fill"), new byte[SIZE - (32 << 20)]);
            serai.awaitHealth(PROBLEM);
            passes(
                    serai,
                    IntStream.range(0, 20)
                            .mapToObj(i -> "a" + i + "@meanwhile" + i + ".example")
                            .toList());
            assertThat(serai.log()).containsOnlyOnce(PROBLEM);

            Files.delete(fill);
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(serai.observe("health"))
                    .doesNotContain(PROBLEM));
            passes(serai, List.of("after@sender.example"));
            serai.terminate();
            assertThat(serai.awaitExit(LONG)).isEqualTo(143);
            serai.restart();

            assertThat(rcpt(serai, "before@sender.example")).startsWith("250");
            assertThat(rcpt(serai, "after@sender.example")).startsWith("250");
            assertThat(rcpt(serai, "a1@meanwhile1.example")).startsWith("451 4.7.1");
        }
    }

    /** A write that found room for its half: Infinispan would write on behind it, answer no more, and not open again. */
    @Test
    void aChangeThatIsCutShortKeepsNobodyFromItsAnswerNorTheFilesFromOpening() throws IOException {
        Path counts = disk.resolve("counts");
        try (var store = Stores.whateverRoomThereIs(disk, TABLES)) {
            put(store, "before", 1);
            await().atMost(LONG).until(() -> octets(counts) > 0);
            Path fill = disk.resolve("fill");
            try (var out = Files.newOutputStream(fill)) {
                while (true) {
                    out.write(new byte[PAGE]);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space left");
            }
            try (var room = FileChannel.open(fill, StandardOpenOption.WRITE)) {
                room.truncate(room.size() - PAGE);
            }
            for (int i = 0; i < MORE_THAN_WAIT_FOR_THE_DISK; i++) {
                put(store, "meanwhile" + i, i);
            }
            await().atMost(LONG).untilAsserted(() -> assertThat(store.status().disk())
                    .contains("a change could not be written to " + counts));
            Files.delete(fill);
            put(store, "after", 1);
            assertThat(get(store, "after")).contains(new Count(1));
        }
        try (var store = Stores.whateverRoomThereIs(disk, TABLES)) {
            assertThat(get(store, "before")).contains(new Count(1));
            assertThat(store.status().disk()).isEmpty();
            put(store, "again", 1);
        }
        try (var store = Stores.whateverRoomThereIs(disk, TABLES)) {
            assertThat(get(store, "before")).contains(new Count(1));
            assertThat(get(store, "again")).contains(new Count(1));
        }
    }

    private static void put(Store store, String key, long count) {
        store.table(COUNTS).put(key, new Count(count)).toCompletableFuture().join();
    }

    private static Optional<Count> get(Store store, String key) {
        return store.table(COUNTS).get(key).toCompletableFuture().join();
    }

    private static long octets(Path table) throws IOException {
        try (var files = Files.walk(table)) {
            return files.filter(file -> file.getFileName().toString().startsWith("ispn12."))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
