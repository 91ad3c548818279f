package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not wait: for the greeting, for 354, for the reply to their message. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImpatientIT {

    private static final Duration BANNER_DELAY = Duration.ofSeconds(2);
    private static final String SESSION = "EHLO client.example\r\nMAIL FROM:<early@sender.example>\r\nRCPT TO:<"
            + SeraiProcess.RCPT + ">\r\nDATA\r\n";

    private final SmtpSink sink;
    private @Nullable SeraiProcess started;

    ImpatientIT() throws IOException {
        sink = SmtpSink.start();
    }

    @BeforeAll
    void start(@TempDir Path home) {
        started = SeraiProcess.in(home)
                .backend(sink.port())
                .manySessions()
                .property("smtp.banner-delay", BANNER_DELAY.toMillis() + "ms")
                .start();
    }

    @AfterAll
    void stop() {
        serai().close();
        sink.close();
    }

    @BeforeEach
    void emptySink() {
        sink.clear();
    }

    private SeraiProcess serai() {
        return Objects.requireNonNull(started);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "EHLO client.example\r\n", SESSION + "\r\ntext\r\n.\r\nQUIT\r\n"})
    void whoSpeaksBeforeTheGreetingIsSentAway(String early) throws IOException {
        try (var client = SmtpClient.open(serai().port())) {
            client.write(early);
            assertThat(client.reply()).startsWith("554 5.5.1");
            assertThat(client.closed()).isTrue();
        }
        assertThat(sink.messages()).isEmpty();
        await().untilAsserted(() -> assertThat(serai().verdicts("")).anySatisfy(event -> assertThat(event.toString())
                .contains("\"disposition\":\"REJECT\"", "\"symbol\":\"SMTP_EARLY_TALKER\"")));
    }

    @Test
    void whoWaitsForTheGreetingGetsIt() throws IOException {
        long before = System.nanoTime();
        try (var client = SmtpClient.hello(serai().port())) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(BANNER_DELAY);
            assertThat(client.send("patient@sender.example", SeraiProcess.RCPT, message(0)))
                    .startsWith("250");
        }
        assertThat(sink.messages()).hasSize(1);
    }

    @Test
    void contentBefore354IsNoMessageAndNoCommands() throws IOException {
        try (var client = SmtpClient.hello(serai().port())) {
            for (String command : SESSION.split("(?<=\n)")) {
                if (command.startsWith("DATA")) {
                    command += "Subject: early\r\n\r\ntext\r\n.\r\nRSET\r\n";
                }
                client.write(command);
                assertThat(client.reply()).startsWith(command.startsWith("DATA") ? "554 5.5.1" : "250");
            }
            assertThat(client.closed()).isTrue();
        }
        assertThat(sink.messages()).isEmpty();
        await().untilAsserted(() -> assertThat(serai().verdicts("early@sender.example"))
                .singleElement()
                .satisfies(event -> assertThat(event.toString())
                        .contains("\"disposition\":\"REJECT\"", "\"symbol\":\"SMTP_EARLY_DATA\"")));
    }

    @Test
    void whoLeavesBehindTheFinalDotLeavesOneCopyAtMostAndTheAuditTrailKnows() throws IOException {
        var random = new Random(354);
        var clients = new ArrayList<SmtpClient>();
        int count = 40;
        for (int i = 0; i < count; i++) {
            clients.add(SmtpClient.open(serai().port()));
        }
        for (int i = 0; i < count; i++) {
            try (var client = clients.get(i)) {
                assertThat(client.reply()).startsWith("220");
                client.expect("250", "EHLO client.example\r\n");
                client.data(sender(i), SeraiProcess.RCPT).write(Wire.data(message(i)));
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(5_000)));
                if (i % 2 == 0) {
                    client.reset();
                }
            }
        }
        for (int i = 0; i < count; i++) {
            JsonNode event = verdict(sender(i));
            boolean taken = event.get("reply").asText().startsWith("250");
            assertThat(copies(sender(i))).as("copies of %s", event).isEqualTo(taken ? 1 : 0);
            assertThat(event.toString()).contains(taken ? "\"ACCEPT\"" : "The client has gone");
        }
    }

    @Test
    void whoLeavesWhileTheBackendDecidesHasSentItOnce() throws IOException {
        int mark = serai().log().length();
        CountDownLatch hold = sink.hold("DOT");
        String sender = "leaves@sender.example";
        try (var client = SmtpClient.hello(serai().port())) {
            client.data(sender, SeraiProcess.RCPT).write(Wire.data(message(7)));
            await().until(() -> sink.started() == 1);
        }
        // A 250 that is written before it is seen that the client has gone counts as heard.
        await().until(() -> serai().metric("serai_smtp_connections{listener=\"smtp\"}") == 0);
        hold.countDown();

        assertThat(verdict(sender).get("reply").asText()).startsWith("250");
        serai().awaitLog(mark, "the message will be known when it comes again");
        assertThat(copies(sender)).isEqualTo(1);
        try (var again = SmtpClient.hello(serai().port())) {
            assertThat(again.send(sender, SeraiProcess.RCPT, message(7))).startsWith("250 2.6.0");
        }
        assertThat(copies(sender)).isEqualTo(1);
    }

    @Test
    void whoLeavesBeforeTheBackendSays354HasSentNothing() throws IOException {
        CountDownLatch goOn = sink.hold("DATA");
        var asked = new CountDownLatch(1);
        sink.replying((verb, reply) -> {
            if (verb.equals("DATA")) {
                asked.countDown();
            }
            return reply;
        });
        String sender = "hasty@sender.example";
        try (var client = SmtpClient.hello(serai().port())) {
            client.data(sender, SeraiProcess.RCPT).write(Wire.data(message(8)));
            await().until(() -> asked.getCount() == 0);
        }
        await().until(() -> serai().metric("serai_smtp_connections{listener=\"smtp\"}") == 0);
        goOn.countDown();
        sink.replying((verb, reply) -> reply);

        assertThat(verdict(sender).get("reply").asText()).startsWith("451 4.4.2 The client has gone");
        assertThat(copies(sender)).isZero();
    }

    private static String sender(int i) {
        return "gone" + i + "@sender.example";
    }

    private static byte[] message(int i) {
        return Wire.bytes("From: a@sender.example\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\nMessage-ID: <" + i
                + "@sender.example>\r\n\r\n" + "line of text\r\n".repeat(1000));
    }

    /** The one event about this sender. */
    private JsonNode verdict(String sender) throws IOException {
        List<JsonNode> events = await().until(() -> serai().verdicts(sender), found -> !found.isEmpty());
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private long copies(String sender) {
        return sink.messages().stream()
                .filter(message -> message.mailFrom().equals(sender))
                .count();
    }
}
