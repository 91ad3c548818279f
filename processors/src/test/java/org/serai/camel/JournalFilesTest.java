package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.verdict.Verification.End;

class JournalFilesTest {

    @TempDir
    Path home;

    private Path journal = Path.of("");

    @BeforeEach
    void make() throws IOException {
        journal = Files.createDirectories(home.resolve("data/journal"));
        Files.createDirectories(home.resolve("data/quarantine"));
    }

    private Settings with(Map<String, String> properties) {
        var said = new Properties();
        said.putAll(properties);
        return Settings.load(Sections.all(), home.resolve("none"), Map.of(), said);
    }

    private Map<End, Long> verify() throws IOException {
        return new JournalFiles(with(Map.of()), home).verify(Instant.EPOCH, Instant.MAX, (id, what) -> assertThat(what)
                .isEmpty());
    }

    /** As {@code bin/serai run --with-kafka} gives a start properties that a command beside it has not. */
    @Test
    void whereSeraiKeepsMessagesElsewhereNothingIsCompared() {
        JournalFiles.note(
                journal, with(Map.of("quarantine.uri", "kafka:mail.quarantine", "kafka.brokers", "127.0.0.1:9092")));

        assertThatThrownBy(this::verify)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has quarantine.uri = 'kafka:mail.quarantine', and this command ''")
                .hasMessageContaining("bin/serai audit -Dquarantine.uri=kafka:mail.quarantine ... verify");
    }

    @Test
    void whereItKeepsThemThereAndWhereNothingIsKnownTheyAreCompared() throws IOException {
        assertThat(verify()).isEmpty();

        JournalFiles.note(journal, with(Map.of()));

        assertThat(verify()).isEmpty();
    }
}
