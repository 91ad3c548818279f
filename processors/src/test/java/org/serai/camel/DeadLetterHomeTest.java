package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.Place;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.store.MemoryTables;
import org.serai.verdict.VerdictEvent;
import org.serai.verdict.VerdictEvent.Failure;

/** Copies of messages over which a route failed, as the properties say, with nobody at the other end. */
class DeadLetterHomeTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path home;

    private final Resources resources = new Resources();
    private final Clock clock = Clock.systemUTC();
    private final Mail mail = Mails.data(Mails.MESSAGE);
    private final String json = line(mail);

    private String line(Mail failed) {
        return new VerdictEvent(clock)
                .failed(failed, Disposition.DEFER, new Failure("data", "data-header", "serai://header", "x"));
    }

    @AfterEach
    void close() {
        resources.close();
    }

    private DeadLetterHome with(Map<String, String> properties) {
        Settings settings = settings(properties);
        var directories = new Directories(settings, home);
        return new DeadLetterHome(
                settings, directories, "mx.example.org", new ClaimHome(settings, directories, clock), resources, clock);
    }

    private Settings settings(Map<String, String> properties) {
        var said = new Properties();
        said.putAll(properties);
        return Settings.load(Sections.all(), home.resolve("none"), Map.of(), said);
    }

    @Test
    void whileNobodyAnswersTheyWaitForTheirTopicWithTheFailure() throws Exception {
        DeadLetterHome letters =
                with(Map.of("dead-letter.uri", "kafka:mail.dead-letter", "kafka.brokers", "127.0.0.1:1"));

        assertThat(letters.store().keep(mail.id(), mail.content(), json, Mails.soon()))
                .succeedsWithin(SOON)
                .isEqualTo(Place.OUTBOX);

        assertThat(home.resolve("data/outbox/dead-letter/" + mail.id() + ".eml"))
                .hasContent(Mails.MESSAGE);
        assertThat(home.resolve("data/outbox/dead-letter/" + mail.id() + ".json"))
                .content(StandardCharsets.UTF_8)
                .contains("\"failure\":{\"route\":\"data\"");
        assertThat(letters.status()).containsEntry("place", "topic mail.dead-letter");
    }

    /** It is none that nobody can read: it is the next to be sent when the topic is back. */
    @Test
    void aTopicThatClosesSetsNoMessageAside() throws Exception {
        DeadLetterHome letters =
                with(Map.of("dead-letter.uri", "kafka:mail.dead-letter", "kafka.brokers", "127.0.0.1:1"));
        assertThat(letters.store().keep(mail.id(), mail.content(), json, Mails.soon()))
                .succeedsWithin(SOON);
        Step step = Objects.requireNonNull(letters.steps().get("dead-letter-record"))
                .apply(new SeraiComponent.Options("", Map.of()));
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(mail.id());

        assertThatThrownBy(() -> ((Step.Now) step).take(exchange)).isInstanceOf(TopicStore.ClosedException.class);
        assertThat(exchange.isRouteStop()).isFalse();
    }

    @Test
    void theJanitorOfQuarantineTakesOldOnesFromFiles() throws Exception {
        DeadLetterHome letters = with(Map.of());
        Settings settings = settings(Map.of("quarantine.retention", "2d"));
        var directories = new Directories(settings, home);
        var quarantine = new QuarantineHome(
                settings,
                directories,
                "mx.example.org",
                new MemoryTables(clock),
                new ClaimHome(settings, directories, clock),
                resources,
                clock);
        letters.bind(new Main(), quarantine);
        letters.store().put(mail.id(), mail.content(), json);
        Path kept = home.resolve("data/dead-letter/" + mail.id() + ".eml");
        Files.setLastModifiedTime(kept, FileTime.from(Instant.now().minus(Duration.ofHours(49))));

        Step step = Objects.requireNonNull(quarantine.steps().get("quarantine-sweep"))
                .apply(new SeraiComponent.Options("", Map.of()));
        ((Step.Now) step).take(new DefaultExchange(new DefaultCamelContext()));

        assertThat(kept.getParent()).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dead-letter", "outbox/dead-letter"})
    void aPurgeTakesTheCopiesOfARecipient(String where) throws Exception {
        DeadLetterHome letters = with(
                where.startsWith("outbox")
                        ? Map.of("dead-letter.uri", "kafka:mail.dead-letter", "kafka.brokers", "127.0.0.1:1")
                        : Map.of());
        Mail others = Mails.at(Mails.connected(Mails.client("192.0.2.1", false)), Mails.MESSAGE, "other@example.org")
                .renamed("01jdmb0000000001", clock.instant());
        letters.store()
                .keep(mail.id(), mail.content(), json, Mails.soon())
                .toCompletableFuture()
                .join();
        letters.store()
                .keep(others.id(), others.content(), line(others), Mails.soon())
                .toCompletableFuture()
                .join();
        var left = new ArrayList<String>();

        String recipient = mail.envelope().rcptTo().get(0).address().toUpperCase(Locale.ROOT);
        assertThat(letters.copies().purge(recipient, (id, why) -> left.add(id))).isEqualTo(1);

        try (var files = Files.list(home.resolve("data").resolve(where))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(others.id() + ".eml", others.id() + ".json");
        }
        // Of a topic that nobody can look at it says so.
        assertThat(left).hasSize(where.startsWith("outbox") ? 1 : 0);
    }

    @Test
    void aTopicNeedsBrokersAndANameOfItsOwn() {
        assertThatThrownBy(() -> with(Map.of("dead-letter.uri", "kafka:mail.dead-letter")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dead-letter.uri")
                .hasMessageContaining("needs kafka.brokers");
        assertThatThrownBy(() -> with(Map.of("dead-letter.uri", "kafka:a?brokers=elsewhere:9092")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("names a topic alone");
    }
}
