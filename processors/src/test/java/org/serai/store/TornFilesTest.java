package org.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.LogCapture;
import org.serai.config.ConfigException;
import org.serai.store.TableSpec.Spread;

/** Files of tables as crashes, full disks and bad disks leave them: what is whole in them is there again. */
class TornFilesTest {

    private record Count(long count) {}

    private static final TableSpec<Count> COUNTS = table("counts");
    private static final List<String> KEYS = List.of("a", "b", "c");

    @TempDir
    private Path directory;

    private byte[] whole = {};
    private int record;

    private static TableSpec<Count> table(String name) {
        return new TableSpec<>(name, Count.class, Spread.LOCAL, 100, count -> Duration.ofDays(1), (one, other) -> one);
    }

    /** Three records of one length, as three keys and counts of one length make them. */
    @BeforeEach
    void write() throws IOException {
        Path written = directory.resolve("written");
        try (var store = Stores.embedded(written, List.of(COUNTS))) {
            for (String key : KEYS) {
                store.table(COUNTS).put(key, new Count(7)).toCompletableFuture().join();
            }
        }
        whole = Files.readAllBytes(file(written, COUNTS.name()));
        record = whole.length / KEYS.size();
        assertThat(record * KEYS.size()).isEqualTo(whole.length);
    }

    private static Path file(Path store, String table) {
        return store.resolve(table).resolve("data").resolve(table).resolve("data/ispn12.0");
    }

    private List<Path> broken(String table) throws IOException {
        Path broken = directory.resolve("read").resolve(table).resolve("broken");
        if (!Files.exists(broken)) {
            return List.of();
        }
        try (var files = Files.list(broken)) {
            return files.toList();
        }
    }

    /** What is there when each of these is the file of a table of its own, and the store opens. */
    private List<Map<String, Long>> opened(List<byte[]> files) throws IOException {
        Path read = directory.resolve("read");
        List<TableSpec<Count>> specs =
                IntStream.range(0, files.size()).mapToObj(i -> table("t" + i)).toList();
        for (int i = 0; i < files.size(); i++) {
            Path file = file(read, "t" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, files.get(i));
        }
        List<TableSpec<?>> all = new ArrayList<>(specs);
        all.add(COUNTS);
        try (var store = Stores.embedded(read, all)) {
            return specs.stream().map(spec -> content(store.table(spec))).toList();
        }
    }

    private static Map<String, Long> content(Table<Count> table) {
        var out = new TreeMap<String, Long>();
        table.forEach((key, value) -> out.put(key, value.count()));
        return out;
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = Arrays.copyOf(parts[0], length);
        int at = parts[0].length;
        for (byte[] part : Arrays.asList(parts).subList(1, parts.length)) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private byte[] cut(int from, int to) {
        return Arrays.copyOfRange(whole, from, to);
    }

    private static byte[] random(int length) {
        byte[] octets = new byte[length];
        new Random(7).nextBytes(octets);
        return octets;
    }

    @Test
    void aFileMayEndAnywhereInItsLastRecord() throws IOException {
        List<byte[]> files = IntStream.rangeClosed(2 * record, whole.length)
                .mapToObj(end -> cut(0, end))
                .toList();
        try (var log = LogCapture.of(TableFiles.class)) {
            List<Map<String, Long>> tables = opened(files);
            assertThat(tables.subList(0, record))
                    .allSatisfy(table -> assertThat(table).hasSize(2).allSatisfy((key, count) -> assertThat(count)
                            .isEqualTo(7)));
            assertThat(tables.get(record)).containsOnlyKeys(KEYS);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("ended within a record"))
                    .hasSize(record - 1)
                    .anySatisfy(message -> assertThat(message)
                            .contains("its last 1 octets are cut off", "the last change of table t1 "));
        }
        for (int i = 0; i <= record; i++) {
            assertThat(broken("t" + i)).isEmpty();
            assertThat(file(directory.resolve("read"), "t" + i)).hasSize(i < record ? 2 * record : whole.length);
        }
    }

    /** It knows where records lie that are there no longer. */
    @Test
    void theIndexOfAnOrderlyEndIsMadeAnew() throws IOException {
        Path written = directory.resolve("written");
        Path file = file(written, COUNTS.name());
        assertThat(written.resolve("counts/index/counts/index/index-count")).isNotEmptyFile();
        Files.write(file, cut(0, whole.length - 5));

        try (var store = Stores.embedded(written, List.of(COUNTS))) {
            assertThat(content(store.table(COUNTS))).hasSize(2);
        }
        assertThat(file).hasSize(2 * record);
    }

    /** A write that failed, and others after it. */
    @Test
    void aRecordMayEndTooEarlyAnywhereInAFile() throws IOException {
        List<byte[]> files = IntStream.range(record, 2 * record)
                .mapToObj(end -> join(cut(0, end), cut(2 * record, whole.length)))
                .toList();

        assertThat(opened(files)).allSatisfy(table -> assertThat(table).hasSize(2));
        for (int i = 1; i < record; i++) {
            byte[] file = files.get(i);
            assertThat(broken("t" + i)).singleElement().satisfies(kept -> assertThat(kept)
                    .hasFileName("ispn12.0-1")
                    .hasBinaryContent(file));
        }
    }

    @Test
    void whatIsNoRecordIsLeftOutAndKept() throws IOException {
        List<byte[]> files = List.of(
                join(whole, new byte[4096]),
                join(whole, random(5000)),
                join(random(300), whole),
                join(cut(0, record), random(100), cut(record, whole.length)));
        try (var log = LogCapture.of(TableFiles.class)) {
            assertThat(opened(files)).allSatisfy(table -> assertThat(table).containsOnlyKeys(KEYS));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("is broken"))
                    .hasSize(files.size())
                    .anySatisfy(message -> assertThat(message)
                            .contains(
                                    "4096 of its " + (whole.length + 4096) + " octets",
                                    broken("t0").toString().substring(1, 20)));
        }
        for (int i = 0; i < files.size(); i++) {
            byte[] file = files.get(i);
            assertThat(broken("t" + i)).singleElement().satisfies(kept -> assertThat(kept)
                    .hasBinaryContent(file));
        }
    }

    /** Its lengths are right; Infinispan fails over it when it reads all. */
    @Test
    void aRecordThatCannotBeReadIsLeftOutAlone() throws IOException {
        byte[] flipped = whole.clone();
        int type = new String(whole, StandardCharsets.ISO_8859_1).indexOf("org.serai.store.Cell", record);
        assertThat(type).isBetween(record, 2 * record);
        flipped[type] ^= 0x55;

        assertThat(opened(List.of(flipped))).singleElement().satisfies(table -> assertThat(table)
                .hasSize(2));
        assertThat(broken("t0")).singleElement().satisfies(kept -> assertThat(kept)
                .hasBinaryContent(flipped));
    }

    /** As somebody may have made it who knows how records look. */
    @Test
    void whatAValueHoldsIsNoRecord() {
        byte[] outer = join(cut(0, 60), whole, random(20));
        outer[5] = 0;
        outer[6] = 0;
        outer[7] = 0x40;
        var file = new RecordFile(join(outer, new byte[100]));

        assertThat(file.gaps(content -> true)).singleElement().satisfies(gap -> assertThat(gap)
                .isEqualTo(new RecordFile.Gap(0, file.length())));
    }

    @Test
    void whatNobodyCanReadLeavesAnEmptyTable() throws IOException {
        assertThat(opened(List.of(random(20_000)))).singleElement().satisfies(table -> assertThat(table)
                .isEmpty());
        assertThat(broken("t0")).hasSize(1);
        assertThat(opened(List.of(random(20_000)))).hasSize(1);
        assertThat(broken("t0")).hasSize(2);
    }

    @Test
    void whatCannotBeMendedIsToldWithTheWayOut() throws IOException {
        Path read = directory.resolve("read");
        Files.createDirectories(read.resolve("counts/data/counts"));
        Files.writeString(read.resolve("counts/data/counts/data"), "no directory");

        assertThatThrownBy(() -> Stores.embedded(read, List.of(COUNTS)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("move the directory of the table away")
                .hasMessageContaining(read.toString());
    }
}
