package org.serai.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ManualClock;
import org.serai.config.Size;
import org.serai.custody.JournalEntry.Kind;

class JournalTest {

    private static final Journal.Options OPTIONS =
            new Journal.Options(true, Size.parse("64KB"), Duration.ofDays(14), 10_000);

    @TempDir
    Path temp;

    private Journal open() throws IOException {
        return new Journal(temp.resolve("journal"), OPTIONS);
    }

    private static List<JournalEntry> all(Journal journal) throws IOException {
        var out = new ArrayList<JournalEntry>();
        long at = journal.segments().begin();
        while (true) {
            Segments.Batch batch = journal.segments().read(at, journal.end(), 1000);
            if (batch.next() == at) {
                return out;
            }
            out.addAll(batch.entries());
            at = batch.next();
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(temp.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        }
    }

    private static String told(JournalEntry entry) {
        return entry.kind() + " " + entry.id() + " " + entry.json();
    }

    @Test
    void whatWasEnteredIsReadInItsOrder() throws Exception {
        try (var journal = open()) {
            journal.append(Kind.INTENT, "a", "{\"n\":1}");
            journal.append(Kind.EVENT, "a", "{\"text\":\"\\u2028 ü\"}").get();

            assertThat(all(journal))
                    .map(JournalTest::told)
                    .containsExactly("INTENT a {\"n\":1}", "EVENT a {\"text\":\"\\u2028 ü\"}");
            assertThat(all(journal)).map(JournalEntry::at).first().isEqualTo(0L);
        }
    }

    @Test
    void linesOfManyThreadsAreAllThereAndWaitedForTogether() throws Exception {
        try (var journal = open()) {
            var threads = IntStream.range(0, 8)
                    .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                        var done = IntStream.range(0, 500)
                                .mapToObj(n -> journal.append(
                                        Kind.EVENT, thread + "-" + n, "{\"x\":\"" + "y".repeat(200) + "\"}"))
                                .toArray(CompletableFuture<?>[]::new);
                        CompletableFuture.allOf(done).join();
                    }))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(threads).get();

            assertThat(new TreeSet<>(all(journal).stream().map(JournalEntry::id).toList()))
                    .hasSize(4000);
            assertThat(journal.lines()).isEqualTo(4000);
            assertThat(journal.groups()).isLessThan(4000);
        }
        assertThat(files()).hasSizeGreaterThan(1);
    }

    @Test
    void anIntentWithoutItsEventIsInDoubtAfterACrash() throws Exception {
        try (var journal = open()) {
            journal.append(Kind.INTENT, "known", "{\"m\":1}");
            journal.append(Kind.INTENT, "doubtful", "{\"m\":2}");
            journal.append(Kind.EVENT, "known", "{}").get();
        }
        try (var journal = open()) {
            journal.append(Kind.EVENT, "later", "{}").get();

            assertThat(all(journal).stream().filter(entry -> entry.kind() == Kind.IN_DOUBT))
                    .map(JournalTest::told)
                    .containsExactly("IN_DOUBT doubtful {\"m\":2}");
        }
        try (var journal = open()) {
            journal.append(Kind.EVENT, "last", "{}").get();

            assertThat(all(journal).stream().filter(entry -> entry.kind() == Kind.IN_DOUBT))
                    .hasSize(1);
        }
    }

    @Test
    void zerosThatACrashLeavesAtTheEndAreNoLines() throws Exception {
        try (var journal = open()) {
            journal.append(Kind.EVENT, "before", "{}").get();
            assertThat(Files.size(files().get(0))).isGreaterThan(1 << 20);
        }
        Path last = files().get(0);
        long written = Files.size(last);
        assertThat(Files.readString(last)).endsWith("before {}\n");
        try (var channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(200_000), written);
        }
        assertThat(new Segments(temp.resolve("journal")).end()).isEqualTo(written);

        try (var journal = open()) {
            journal.append(Kind.EVENT, "after", "{}").get();
            assertThat(all(journal)).map(JournalEntry::id).containsExactly("before", "after");
            assertThat(all(journal)).map(JournalEntry::at).containsExactly(0L, written);
        }
    }

    @Test
    void whatIsOpenWhenAFileIsFullIsOpenInTheNextOne() throws Exception {
        try (var journal = open()) {
            journal.append(Kind.INTENT, "doubtful", "{}").get();
            for (int i = 0; i < 3; i++) {
                journal.append(Kind.EVENT, "filler", "x".repeat(70_000)).get();
            }
        }
        assertThat(files()).hasSizeGreaterThan(2);
        try (var journal = open()) {
            journal.append(Kind.EVENT, "last", "{}").get();

            assertThat(all(journal).stream().filter(entry -> entry.kind() == Kind.IN_DOUBT))
                    .map(JournalEntry::id)
                    .containsExactly("doubtful");
        }
    }

    @Test
    void aLineThatIsCutOrDamagedIsPassedOver() throws Exception {
        try (var journal = open()) {
            journal.append(Kind.EVENT, "one", "{\"n\":1}");
            journal.append(Kind.EVENT, "two", "{\"n\":2}");
            journal.append(Kind.EVENT, "three", "{\"n\":3}").get();
        }
        Path file = files().get(0);
        String text = Files.readString(file);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("9".getBytes(StandardCharsets.US_ASCII)), text.indexOf("2}"));
            channel.truncate(text.length() - 4);
        }
        try (var journal = open()) {
            journal.append(Kind.EVENT, "four", "{\"n\":4}").get();

            assertThat(all(journal)).map(JournalEntry::id).containsExactly("one", "four");
        }
    }

    /** One that fills all that is read at once. */
    @Test
    void behindADamagedLineTheRestOfItsFileIsRead() throws Exception {
        try (var journal = open()) {
            journal.append(Kind.EVENT, "damaged", "x".repeat(900));
            journal.append(Kind.EVENT, "behind", "y".repeat(900));
            journal.append(Kind.EVENT, "filler", "z".repeat(70_000)).get();
            journal.append(Kind.EVENT, "next", "{}").get();
            assertThat(files()).hasSize(2);
            try (var channel = FileChannel.open(files().get(0), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {'9'}), 100);
            }

            assertThat(all(journal)).map(JournalEntry::id).containsExactly("behind", "filler", "next");
        }
    }

    @Test
    void aReaderNeedsNoMoreThanALineAtATime() throws Exception {
        String large = "{\"x\":\"" + "y".repeat(200_000) + "\"}";
        try (var journal = open()) {
            journal.append(Kind.EVENT, "large", large);
            journal.append(Kind.EVENT, "small", "{}").get();

            assertThat(all(journal)).map(JournalEntry::json).containsExactly(large, "{}");
        }
    }

    @Test
    void oldFilesGoWhenTheirEventsHaveGoneOn() throws Exception {
        var clock = new ManualClock();
        try (var journal = open()) {
            for (int i = 0; i < 3; i++) {
                journal.append(Kind.EVENT, "filler", "x".repeat(70_000)).get();
            }
            List<Path> files = files();
            long second = Long.parseLong(files.get(1).getFileName().toString().substring(0, 16), 16);
            Instant old = clock.instant().minus(Duration.ofDays(15));
            for (Path file : files) {
                Files.setLastModifiedTime(file, FileTime.from(old));
            }

            journal.removeOld(second - 1, clock);
            assertThat(files()).isEqualTo(files);
            journal.removeOld(second, clock);
            assertThat(files()).isEqualTo(files.subList(1, files.size()));
            journal.removeOld(journal.end(), clock);
            assertThat(files()).containsExactly(files.get(files.size() - 1));
        }
    }

    @Test
    void whatCannotBeWrittenFailsAndTheNextLineStandsInAFileOfItsOwn() throws Exception {
        try (var journal = open()) {
            journal.append(Kind.EVENT, "one", "{}").get();
            Path directory = temp.resolve("journal");
            Path away = temp.resolve("away");
            // The next file cannot be made there.
            journal.append(Kind.EVENT, "filler", "x".repeat(70_000)).get();
            Files.move(directory, away);
            Files.createFile(directory);

            assertThatThrownBy(() -> journal.append(Kind.INTENT, "two", "{}").get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThat(journal.problem()).isNotEmpty();

            Files.delete(directory);
            Files.move(away, directory);
            journal.append(Kind.INTENT, "three", "{}").get();
            assertThat(journal.problem()).isEmpty();
            journal.append(Kind.EVENT, "three", "{}").get();
            assertThat(all(journal)).map(JournalEntry::id).containsExactly("one", "filler", "three", "three");
        }
    }

    @Test
    void aClosedJournalTakesNothing() throws Exception {
        var journal = open();
        journal.close();

        assertThatThrownBy(() -> journal.append(Kind.INTENT, "late", "{}").get())
                .hasMessageContaining("the journal is closed");
    }

    /** Whoever comes second would say of the first one's messages that they are in doubt. */
    @Test
    void oneProcessHasItAlone() throws Exception {
        try (var journal = open()) {
            assertThatThrownBy(this::open).hasMessageContaining("in use by another process");
            journal.append(Kind.EVENT, "one", "{}").get();
        }
        try (var again = open()) {
            assertThat(all(again)).map(JournalEntry::id).containsExactly("one");
        }
    }

    @Test
    void aFileThatACrashHasLeftUnfinishedHidesNothing() throws Exception {
        try (var journal = open()) {
            journal.append(Kind.INTENT, "doubtful", "{}").get();
        }
        Files.writeString(temp.resolve("journal/.begun"), "half a li");
        try (var journal = open()) {
            journal.append(Kind.EVENT, "last", "{}").get();
        }

        try (var journal = open()) {
            assertThat(all(journal).stream().filter(entry -> entry.kind() == Kind.IN_DOUBT))
                    .map(JournalEntry::id)
                    .containsExactly("doubtful");
        }
    }
}
