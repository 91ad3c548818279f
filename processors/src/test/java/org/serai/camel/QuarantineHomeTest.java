package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.serai.Mails;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.FileArchive;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.store.MemoryTables;
import org.serai.verdict.VerdictEvent;

/** Quarantine as the properties say it, with nobody at the other end. */
class QuarantineHomeTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final Map<String, String> TOPIC =
            Map.of("quarantine.uri", "kafka:mail.quarantine", "kafka.brokers", "127.0.0.1:1");

    @TempDir
    Path home;

    private final Resources resources = new Resources();
    private final Clock clock = Clock.systemUTC();
    private final Mail mail = Mails.data(Mails.MESSAGE);
    private final String json = new VerdictEvent(clock).line(mail, Disposition.QUARANTINE, "");

    @AfterEach
    void close() {
        resources.close();
    }

    private QuarantineHome with(Map<String, String> properties) {
        var said = new Properties();
        said.putAll(properties);
        Settings settings = Settings.load(Sections.all(), home.resolve("none"), Map.of(), said);
        var directories = new Directories(settings, home);
        return new QuarantineHome(
                settings,
                directories,
                "mx.example.org",
                new MemoryTables(clock),
                new ClaimHome(settings, directories, clock),
                resources,
                clock);
    }

    private QuarantineHome topicWith(String property, String value) {
        var properties = new HashMap<>(TOPIC);
        properties.put(property, value);
        return with(properties);
    }

    private static void sweep(QuarantineHome quarantine) throws Exception {
        Step step = Objects.requireNonNull(quarantine.steps().get("quarantine-sweep"))
                .apply(new SeraiComponent.Options("", Map.of()));
        ((Step.Now) step).take(new DefaultExchange(new DefaultCamelContext()));
    }

    private static Path old(Path file, Duration age) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    @Test
    void theJanitorTakesFromFilesWhoseTimeIsOver() throws Exception {
        QuarantineHome quarantine = with(Map.of("quarantine.retention", "2d"));
        quarantine.store().put(mail.id(), mail.content(), json);
        Path kept = home.resolve("data/quarantine/" + mail.id() + ".eml");

        old(kept, Duration.ofHours(47));
        sweep(quarantine);
        assertThat(kept).exists();

        old(kept, Duration.ofHours(49));
        sweep(quarantine);
        assertThat(kept.getParent()).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatCannotBeReadKeepsTheOthersFromNothing() throws Exception {
        QuarantineHome quarantine = with(Map.of("quarantine.retention", "2d"));
        quarantine.store().put(mail.id(), mail.content(), json);
        quarantine.sweeps("copies", new FileArchive(home.resolve("none")));
        old(home.resolve("data/quarantine/" + mail.id() + ".eml"), Duration.ofHours(49));

        sweep(quarantine);

        assertThat(home.resolve("data/quarantine")).isEmptyDirectory();
    }

    @Test
    void whatWaitsForItsTopicIsNeverSwept() throws Exception {
        QuarantineHome quarantine = with(TOPIC);

        assertThat(quarantine.store().keep(mail.id(), mail.content(), json, Mails.soon()))
                .succeedsWithin(SOON)
                .isEqualTo(Place.OUTBOX);
        Path waiting = home.resolve("data/outbox/quarantine/" + mail.id() + ".eml");
        old(waiting, Duration.ofDays(4000));
        sweep(quarantine);

        assertThat(waiting).hasContent(Mails.MESSAGE);
        assertThat(quarantine.aside()).isEqualTo(1);
        assertThat(quarantine.open()).isFalse();
    }

    private Optional<QuarantineEntry> found(QuarantineHome quarantine) {
        return quarantine.index().find(mail.id()).toCompletableFuture().join();
    }

    /** As a kill does, or the loss of the store. */
    @ParameterizedTest
    @EnumSource(
            value = Place.Kind.class,
            names = {"FILES", "OUTBOX"})
    void whatTheIndexHasForgottenIsEnteredAgain(Place.Kind kind) throws Exception {
        boolean waits = kind == Place.Kind.OUTBOX;
        Map<String, String> properties = waits ? TOPIC : Map.of();
        assertThat(with(properties).store().keep(mail.id(), mail.content(), json, Mails.soon()))
                .succeedsWithin(SOON);
        QuarantineHome forgetful = with(properties);
        // Whoever has just kept it is about to enter it.
        sweep(forgetful);
        assertThat(found(forgetful)).isEmpty();

        Path bytes = home.resolve("data/" + (waits ? "outbox/" : "") + "quarantine/" + mail.id() + ".eml");
        old(bytes, Duration.ofHours(2));
        sweep(forgetful);

        QuarantineEntry entry = found(forgetful).orElseThrow();
        assertThat(entry.kept()).isEqualTo(Files.getLastModifiedTime(bytes).toInstant());
        assertThat(entry.place().kind()).isEqualTo(kind);
        assertThat(entry.recipients()).containsExactly("b@example.org");
        assertThat(forgetful.index().open(mail.id()).content().sha256().hex())
                .isEqualTo(mail.content().sha256().hex());
        // What was deleted stays so.
        forgetful.index().deleted(mail.id()).toCompletableFuture().join();
        sweep(forgetful);
        assertThat(found(forgetful).orElseThrow().state()).isEqualTo(QuarantineEntry.State.DELETED);
    }

    @Test
    void theLatestAreEnteredAndAsManyAsTheIndexHolds() throws Exception {
        QuarantineHome first = with(Map.of());
        for (int i = 0; i < 5; i++) {
            String id = "01jdmb000000000" + i;
            first.store().put(id, mail.content(), json.replace(mail.id(), id));
            old(home.resolve("data/quarantine/" + id + ".eml"), Duration.ofHours(9 - i));
        }
        QuarantineHome forgetful = with(Map.of("quarantine.max-entries", "2"));

        sweep(forgetful);

        var query = new Quarantine.Query("", Instant.EPOCH, Instant.MAX, "", "", 10);
        assertThat(forgetful.index().list(query))
                .extracting(Quarantine.Listed::id)
                .containsExactly("01jdmb0000000003", "01jdmb0000000004");
    }

    @Test
    void withFallbackDeferNothingIsKept() {
        QuarantineHome quarantine = topicWith("quarantine.fallback", "defer");

        assertThat(quarantine.store().keep(mail.id(), mail.content(), json, Mails.soon()))
                .failsWithin(SOON)
                .withThrowableThat()
                .withRootCauseInstanceOf(IOException.class)
                .withMessageContaining("topic mail.quarantine does not confirm");
        assertThat(home.resolve("data/outbox/quarantine")).isEmptyDirectory();
    }

    @Test
    void aTopicNeedsBrokersAndANameOfItsOwn() {
        assertThatThrownBy(() -> with(Map.of("quarantine.uri", "kafka:mail.quarantine")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("needs kafka.brokers");
        assertThatThrownBy(() -> topicWith("quarantine.uri", "kafka:a?brokers=elsewhere:9092"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("names a topic alone");
        assertThatThrownBy(() -> topicWith("kafka.user", "serai"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("kafka.user needs kafka.password-file");
    }
}
