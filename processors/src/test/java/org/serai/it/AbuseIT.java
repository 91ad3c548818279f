package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.serai.TrustAnyone;

/**
 * Clients that mean harm or are broken: each gets a truthful reply or is closed as RFC 5321 says, nothing is lost, and
 * others are served all the while.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseIT {

    private static final int LIMIT = 1024 * 1024;
    private static final String WHOLE_HEADER = "From: a@sender.example\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n"
            + "Message-ID: <1@sender.example>\r\n";

    private final SmtpSink sink;
    private @Nullable SeraiProcess started;

    AbuseIT() throws IOException {
        sink = SmtpSink.start();
    }

    @BeforeAll
    void start(@TempDir Path home) {
        started = SeraiProcess.in(home)
                // The young objects have a place that is full, and so resident, after a few messages.
                .flags("-Xmx512m", "-Xmn32m")
                .backend(sink.port())
                .manySessions()
                .property("smtp.max-message-size", LIMIT)
                .start();
    }

    /** After all of them nothing is open, spooled or broken. */
    @AfterAll
    void stop() {
        await().untilAsserted(() -> {
            assertThat(serai().metric("serai_smtp_connections{listener=\"smtp\"}"))
                    .isZero();
            assertThat(serai().data().resolve("spool")).isEmptyDirectory();
        });
        assertThat(serai().log()).doesNotContain(" ERROR ", "\tat ");
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

    @TestFactory
    Stream<DynamicTest> aBrokenCommandIsRefusedAndTheSessionStaysUsable() {
        var lines = BrokenCommands.lines();
        assertThat(lines).hasSize(100).doesNotHaveDuplicates();
        return lines.stream()
                .map(line -> dynamicTest("'" + printable(line) + "'", () -> {
                    try (var client = SmtpClient.hello(serai().port())) {
                        String refusal = client.say(line + "\r\n");
                        assertThat(refusal).matches("[45]\\d\\d[ -][\\s\\S]*");
                        String next = client.say("NOOP\r\n");
                        // Where no chunk size can be read, the next command cannot be found.
                        boolean lost = refusal.contains("Say BDAT number");
                        assertThat(next).matches(lost || closes(refusal) ? "" : "250[\\s\\S]*");
                    }
                }));
    }

    @Test
    void aCommandOfAMegabyteIsRefused() throws IOException {
        try (var client = SmtpClient.hello(serai().port())) {
            assertThat(client.say("NOOP " + "x".repeat(1_000_000) + "\r\n")).matches("(500|501|421)[\\s\\S]*");
            assertThat(client.say("NOOP\r\n")).matches("(250|421)?[\\s\\S]*");
        }
        stillServes();
    }

    @Test
    void aTextLineOfAlmostAMegabyteArrivesAsItIs() throws IOException {
        arrives(WHOLE_HEADER + "\r\n" + "x".repeat(1_000_000) + "\r\n");
    }

    @Test
    void nulsAndEveryOctetArriveAsTheyAre() throws IOException {
        var octets = new StringBuilder();
        for (char octet = 0; octet < 256; octet++) {
            octets.append(octet == '\r' || octet == '\n' ? ' ' : octet);
        }
        arrives(WHOLE_HEADER + "\r\n" + octets + "\r\n");
    }

    @Test
    void headerNamesNeverReachTheFramework() throws IOException {
        arrives("CamelHttpUri: http://127.0.0.1:1/\r\nCamelFileName: ../../evil\r\nCamelSqlQuery: drop\r\n"
                + "__proto__: x\r\nconstructor: x\r\nphase: connect\r\ndisposition: ACCEPT\r\nreply: 550 no\r\n"
                + "org.apache.camel.x: y\r\n" + WHOLE_HEADER + "\r\n${body} #{1+1} {{smtp.port}} ${sys.user.home}\r\n");
    }

    @Test
    void mimeTenThousandDeepIsDecidedInTime() throws IOException {
        var message = new StringBuilder(WHOLE_HEADER + "MIME-Version: 1.0\r\n");
        for (int depth = 0; depth < 10_000; depth++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(depth)
                    .append("\r\n\r\n--b")
                    .append(depth)
                    .append("\r\n");
        }
        try (var client = SmtpClient.hello(serai().port())) {
            String reply = client.send(
                    "a@sender.example",
                    SeraiProcess.RCPT,
                    Wire.bytes(message + "Content-Type: text/plain\r\n\r\nx\r\n"));
            assertThat(reply).matches("(250|55\\d)[\\s\\S]*");
        }
        stillServes();
    }

    @Test
    void theThousandAndFirstRecipientIsForLater() throws IOException {
        try (var client = SmtpClient.hello(serai().port())) {
            client.expect("250", "MAIL FROM:<a@sender.example>\r\n");
            for (int i = 1; i <= 1000; i++) {
                client.expect("250", "RCPT TO:<r" + i + "@local.example>\r\n");
            }
            client.expect("452 4.5.3", "RCPT TO:<r1001@local.example>\r\n");
            client.expect("354", "DATA\r\n");
            client.write(WHOLE_HEADER + "\r\ntext\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
            assertThat(sink.messages()).singleElement().satisfies(message -> assertThat(message.rcptTo())
                    .hasSize(1000));
        }
    }

    @Test
    void anAnnouncedSizeAboveTheLimitIsRefusedAtMail() throws IOException {
        try (var client = SmtpClient.hello(serai().port())) {
            client.expect("552 5.3.4", "MAIL FROM:<a@sender.example> SIZE=" + (LIMIT + 1) + "\r\n");
            client.expect("250", "MAIL FROM:<a@sender.example> SIZE=" + LIMIT + "\r\n");
        }
    }

    @Test
    void anUnannouncedSizeAboveTheLimitIsRefusedAtTheEnd() throws IOException {
        try (var client = SmtpClient.hello(serai().port())) {
            client.data("a@sender.example", SeraiProcess.RCPT);
            client.write(WHOLE_HEADER + "\r\n" + "line of text\r\n".repeat(LIMIT / 14 + 1) + ".\r\n");
            assertThat(client.reply()).startsWith("552 5.3.4");
            assertThat(client.send("a@sender.example", SeraiProcess.RCPT, Wire.bytes(WHOLE_HEADER + "\r\nx\r\n")))
                    .startsWith("250");
            assertThat(sink.messages()).hasSize(1);
        }
    }

    @TestFactory
    Stream<DynamicTest> aClientThatLeavesBeforeTheFinalDotLeavesNoCopy() {
        List<String> stages = List.of(
                "EH",
                "EHLO client.example\r\n",
                "MAIL FROM:<a@sender.example>\r\n",
                "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n",
                "DATA\r\n",
                WHOLE_HEADER,
                "\r\ntext\r\n",
                ".",
                "\r");
        var tests = new ArrayList<DynamicTest>();
        for (int stage = 0; stage <= stages.size(); stage++) {
            int until = stage;
            for (boolean abruptly : List.of(false, true)) {
                String name = "after " + stage + " writes, " + (abruptly ? "RST" : "FIN");
                tests.add(dynamicTest(name, () -> leave(stages.subList(0, until), abruptly)));
            }
        }
        return tests.stream();
    }

    private void leave(List<String> said, boolean abruptly) throws IOException {
        sink.clear();
        try (var client = SmtpClient.greeted(serai().port())) {
            for (String text : said) {
                client.write(text);
                if (text.matches("(?s)(EHLO|MAIL|RCPT|DATA).*\r\n")) {
                    client.reply();
                }
            }
            if (abruptly) {
                client.reset();
            }
        }
        stillServes();
        assertThat(sink.messages()).hasSize(1);
    }

    @Test
    void nothingSentBeforeTheHandshakeIsAnsweredInside() throws IOException {
        try (var client = SmtpClient.hello(serai().port())) {
            client.expect("220", "STARTTLS\r\nMAIL FROM:<injected@sender.example>\r\n");
            client.startTls(TrustAnyone.context());
            assertThat(client.say("RCPT TO:<" + SeraiProcess.RCPT + ">\r\n")).startsWith("503");
            client.expect("250", "EHLO client.example\r\n");
        }
    }

    @Test
    void aFloodOfNoopsWithoutReadingCostsNoMemory() throws IOException {
        for (int i = 0; i < 40; i++) { // It loads and compiles what it needs for them.
            stillServes();
        }
        long before = serai().machine().residentBytes();
        var most = new AtomicLong();
        var flood = new Thread(() -> {
            try (var client = SmtpClient.open(serai().port())) {
                byte[] block = Wire.bytes("NOOP\r\n".repeat(10_000));
                for (int i = 0; i < 300; i++) {
                    client.write(block);
                }
            } catch (IOException closedByServer) {
                // As it should be.
            }
        });
        flood.setDaemon(true);
        flood.start();
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            most.accumulateAndGet(serai().machine().residentBytes() - before, Math::max);
            stillServes();
        });
        assertThat(most.get()).isLessThan(100L * 1024 * 1024);
    }

    @Test
    void fiveHundredIdleSessionsLeaveRoomForOthers() throws IOException {
        var idle = new ArrayList<SmtpClient>();
        for (int i = 0; i < 500; i++) {
            idle.add(SmtpClient.greeted(serai().port()));
        }
        stillServes();
        for (SmtpClient client : idle) {
            client.close();
        }
    }

    /** Arrives byte for byte behind prepended fields. */
    private void arrives(String message) throws IOException {
        try (var client = SmtpClient.hello(serai().port())) {
            assertThat(client.send("a@sender.example", SeraiProcess.RCPT, Wire.bytes(message)))
                    .startsWith("250");
        }
        assertThat(sink.messages())
                .singleElement()
                .satisfies(
                        kept -> Prepended.assertOnlyKnownFields(Wire.prepended(kept.content(), Wire.bytes(message))));
    }

    private void stillServes() throws IOException {
        try (var client = SmtpClient.hello(serai().port())) {
            assertThat(client.send("b@sender.example", SeraiProcess.RCPT, Wire.bytes(WHOLE_HEADER + "\r\ntext\r\n")))
                    .startsWith("250");
        }
    }

    /** What speaks HTTP or TLS is told to go. */
    private static boolean closes(String refusal) {
        return refusal.startsWith("421") || refusal.startsWith("554");
    }

    private static String printable(String line) {
        return line.replaceAll("[^ -~]", "?").substring(0, Math.min(line.length(), 60));
    }
}
