package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.it.Load.Outcome;

/** An edit of {@code routes/} changes the next phase, or is refused with file and line; it never disturbs a session. */
class ReloadIT {

    private static final String FILE = "helo.camel.yaml";
    private static final String LAST_STEP = "uri: direct:verdict";
    private static final String IN_FORCE = " is in force";
    private static final String REFUSED = "The edit is refused";

    @Test
    void anEditChangesTheNextPhaseAndDropsNoSession(@TempDir Path home) throws IOException {
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home).backend(sink.port()).start();
                var before = SmtpClient.hello(serai.port());
                var waiting = SmtpClient.greeted(serai.port())) {
            before.data("a@sender.example", SeraiProcess.RCPT);

            edit(
                    serai,
                    LAST_STEP,
                    "uri: serai:reply\n            parameters: { code: 450, status: 4.3.2, text: Under repair }",
                    IN_FORCE);

            assertThat(waiting.say("EHLO client.example\r\n")).isEqualTo("450 4.3.2 Under repair");
            before.write("From: a@sender.example\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n"
                    + "Message-ID: <1@sender.example>\r\n\r\ntext\r\n.\r\n");
            assertThat(before.reply()).startsWith("250");
            assertThat(sink.messages()).hasSize(1);

            edit(serai, "uri: serai:reply\n            parameters.*\n", LAST_STEP + "\n", IN_FORCE);

            waiting.expect("250", "EHLO client.example\r\n");
        }
    }

    static Stream<BadEdit> badEdits() {
        return Stream.of(
                new BadEdit("syntax error", "- route:\n", "- route: [\n", "helo.camel.yaml:"),
                new BadEdit("unknown step", LAST_STEP, "uri: serai:hello", "helo.camel.yaml:"),
                new BadEdit("unknown component", LAST_STEP, "uri: nosuch:thing", "helo.camel.yaml:"),
                new BadEdit("unknown endpoint", LAST_STEP, "uri: direct:nosuch", "nosuch"),
                new BadEdit("unknown key", "steps:\n", "stepps:\n", "helo.camel.yaml:"),
                new BadEdit(
                        "bad option",
                        LAST_STEP,
                        "uri: serai:reply\n            parameters: { code: 900 }",
                        "helo.camel.yaml:"),
                new BadEdit("deleted file", "[\\s\\S]*", "", "helo"));
    }

    record BadEdit(String name, String what, String by, String told) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("badEdits")
    void aBadEditIsRefusedAndTheOldPolicyGoesOn(BadEdit bad, @TempDir Path home) throws IOException {
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home).backend(sink.port()).start()) {
            String line =
                    bad.name().equals("deleted file") ? delete(serai) : edit(serai, bad.what(), bad.by(), REFUSED);

            assertThat(line).contains("ERROR").contains(bad.told());
            assertThat(serai.observed("health")).contains("\"generation\":1,", "\"refused-edit\":\"", bad.told());
            assertThat(serai.observed("health/ready")).startsWith("{\"status\":\"UP\"");
            try (var client = SmtpClient.hello(serai.port())) {
                client.expect("250", "MAIL FROM:<a@sender.example>\r\n");
                client.expect("250", "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
            }
        }
    }

    @Test
    void fiftySwapsUnderLoadFailNoExchange(@TempDir Path home) throws IOException {
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .manySessions()
                        .start();
                var load = Load.on(serai.port(), 4)) {
            for (int swap = 2; swap <= 51; swap++) {
                int accepted = load.accepted();
                edit(serai, "\\z", "# swap " + swap + "\n", "generation " + swap + IN_FORCE);
                await().atMost(Duration.ofSeconds(20)).until(() -> load.accepted() > accepted);
            }
            load.stop();

            assertThat(load.refusals()).isEmpty();
            assertThat(load.with(Outcome.UNANSWERED)).isEmpty();
            assertThat(load.with(Outcome.NOT_SENT)).isEmpty();
            assertThat(sink.messages()).hasSize(load.accepted());
        }
    }

    /** Replaces the first match in the file of phase HELO and waits for what the log says about it; returns that line. */
    private static String edit(SeraiProcess serai, String regex, String by, String until) throws IOException {
        int mark = serai.log().length();
        Path file = serai.routes().resolve(FILE);
        String text = Files.readString(file);
        String changed = text.replaceFirst(regex, by);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(file, changed);
        return serai.awaitLog(mark, until);
    }

    private static String delete(SeraiProcess serai) throws IOException {
        int mark = serai.log().length();
        Files.delete(serai.routes().resolve(FILE));
        return serai.awaitLog(mark, REFUSED);
    }
}
