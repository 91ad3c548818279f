package org.serai.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Size;
import org.serai.custody.JournalEntry.Kind;

class LedgerTest {

    @TempDir
    Path temp;

    @Test
    void anEventThatTheDiskDoesNotTakeIsEnteredLaterAndMeanwhileNothingIsHandedOver() throws Exception {
        Path directory = temp.resolve("journal");
        var options = new Journal.Options(true, Size.parse("64KB"), Duration.ofDays(1), 100);
        try (var journal = new Journal(directory, options)) {
            var ledger = new Ledger(journal);
            ledger.intent("one", "{}").get();
            ledger.event("filler", "x".repeat(70_000)).get();
            Path away = temp.resolve("away");
            Files.move(directory, away);
            Files.createFile(directory);

            ledger.event("one", "{\"taken\":true}").get(60, TimeUnit.SECONDS);
            assertThat(ledger.late()).isEqualTo(1);
            assertThatThrownBy(() -> ledger.intent("two", "{}").get(60, TimeUnit.SECONDS))
                    .hasMessageContaining(directory.toString());

            Files.delete(directory);
            Files.move(away, directory);
            ledger.retry();
            ledger.intent("three", "{}").get(60, TimeUnit.SECONDS);
            assertThat(ledger.late()).isZero();
            ledger.event("three", "{}").get(60, TimeUnit.SECONDS); // An intent is done before it is safe.
            Segments.Batch batch = journal.segments().read(journal.segments().end() - 200, journal.end(), 1000);
            assertThat(batch.entries())
                    .map(entry -> entry.kind() + " " + entry.id())
                    .contains(Kind.EVENT + " one", Kind.INTENT + " three");
        }
    }

    /** A disk that first hangs and then fails: a pipe stands where the next file is begun, and nobody reads it. */
    @Test
    void anEventIsKeptThoughItsSenderWasToldBeforeTheDiskFailed() throws Exception {
        Path directory = temp.resolve("journal");
        Path pipe = directory.resolve(".begun");
        try (var journal =
                new Journal(directory, new Journal.Options(true, Size.parse("64KB"), Duration.ofDays(1), 100))) {
            var ledger = new Ledger(journal, Duration.ofMillis(50));
            ledger.event("filler", "x".repeat(70_000)).get(60, TimeUnit.SECONDS);
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();

            var told = ledger.event("one", "{\"taken\":true}");
            await().untilAsserted(() -> {
                ledger.retry();
                assertThat(told).isCompleted();
            });
            assertThat(ledger.problem()).isEqualTo("the disk does not answer");
            assertThat(ledger.late()).isZero();

            // Whoever opens it to write goes on, and cannot.
            Files.newInputStream(pipe).close();
            await().untilAsserted(() -> assertThat(ledger.late()).isEqualTo(1));

            Files.delete(pipe);
            ledger.retry().get(60, TimeUnit.SECONDS);
            assertThat(ledger.late()).isZero();
            Segments.Batch batch = journal.segments().read(journal.segments().end() - 200, journal.end(), 1000);
            assertThat(batch.entries())
                    .map(entry -> entry.kind() + " " + entry.id())
                    .contains(Kind.EVENT + " one");
        }
    }
}
