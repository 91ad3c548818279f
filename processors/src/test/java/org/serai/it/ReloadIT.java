package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** An edit of {@code routes/} changes the next phase, or is refused with file and line; it never disturbs a session. */
class ReloadIT {

    private static final String FILE = "helo.camel.yaml";
    private static final String LAST_STEP = "uri: direct:verdict";
    private static final String IN_FORCE = " is in force";
    private static final String REFUSED = "The edit is refused";
    private static final String DELETE = "";

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

    record BadEdit(String name, String what, String by, String told) {}

    @TestFactory
    Stream<DynamicTest> aBadEditIsRefusedAndTheOldPolicyGoesOn(@TempDir Path home) throws IOException {
        var sink = SmtpSink.start();
        var serai = SeraiProcess.in(home).backend(sink.port()).start();
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
                        new BadEdit("a cycle", LAST_STEP, "uri: direct:helo", "[direct-cycle]"),
                        new BadEdit("no reply", LAST_STEP, "uri: serai:spf", "helo.camel.yaml:25: [reply]"),
                        new BadEdit(
                                "another body",
                                "steps:\n",
                                "steps:\n        - setBody: { id: helo-body, constant: x }\n",
                                "helo.camel.yaml:7: [rewrites-message]"),
                        new BadEdit(
                                "an id of another route",
                                "id: helo\n",
                                "id: data\n",
                                "helo.camel.yaml:1: [duplicate-id]"),
                        new BadEdit("half written", "(?s)(uri: serai:helo).*", "$1\n", "helo.camel.yaml:13: [reply]"),
                        new BadEdit("deleted file", DELETE, "", "helo"))
                .map(bad -> dynamicTest(bad.name(), () -> refused(serai, bad)))
                .onClose(() -> {
                    serai.close();
                    sink.close();
                });
    }

    private static void refused(SeraiProcess serai, BadEdit bad) throws IOException {
        Path file = serai.routes().resolve(FILE);
        String before = Files.readString(file);
        String line = bad.what().equals(DELETE) ? delete(serai) : edit(serai, bad.what(), bad.by(), REFUSED);

        assertThat(line).contains("ERROR").contains(bad.told());
        assertThat(serai.observe("health")).contains("\"refused-edit\":\"", bad.told());
        assertThat(serai.observe("health/ready")).startsWith("{\"status\":\"UP\"");
        try (var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<a@sender.example>\r\n");
            client.expect("250", "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
        }

        int mark = serai.log().length();
        Files.writeString(file, before);
        serai.awaitLog(mark, IN_FORCE);
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
