package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One message for recipients with several policies, through the door and to a real quarantine. */
class PoliciesIT {

    private static final String STRICT = "strict@" + SeraiProcess.DOMAIN;

    /** What HELO_BARE_IP is worth puts it above the strict threshold, and below all others. */
    private static final String PAGE =
            """
            policies:
            - name: strict
              recipients: [%s]
              thresholds: {tag: 0.5, quarantine: 1, reject: 100}
            """
                    .formatted(STRICT);

    private static final String MESSAGE =
            """
            From: a@sender.example\r
            Date: Sun, 29 Nov 2026 01:00:00 +0000\r
            Message-ID: <1@sender.example>\r
            Subject: =?x?\r
            \r
            8-bit \u00e4\u00ff, a tab\t and blanks   \r
            ..\r
            .\u0000.\r
            """;

    @TempDir
    private Path home;

    private SeraiProcess start(int backend) throws IOException {
        return setup(backend, PAGE).start();
    }

    private SeraiProcess.Setup setup(int backend, String page) throws IOException {
        SeraiProcess.Setup setup = SeraiProcess.in(Files.createDirectory(home.resolve("serai")))
                .backend(backend)
                .property("threshold.tag", "50")
                .property("threshold.quarantine", "50")
                .property("threshold.reject", "100");
        Files.writeString(home.resolve("serai/config/policies.yaml"), page);
        return setup;
    }

    private static SmtpClient data(SeraiProcess serai) throws IOException {
        var client = SmtpClient.greeted(serai.port());
        client.expect("250", "EHLO 192.0.2.77\r\n");
        client.expect("250", "MAIL FROM:<a@sender.example>\r\n");
        client.expect("250", "RCPT TO:<" + STRICT + ">\r\n");
        client.expect("250", "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
        client.expect("354", "DATA\r\n");
        client.write(Wire.data(Wire.bytes(MESSAGE)));
        return client;
    }

    private static List<Path> quarantine(SeraiProcess serai) throws IOException {
        try (var files = Files.list(serai.data().resolve("quarantine"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void theStrictHaveACopyAndTheOthersTheMessage() throws IOException {
        try (var postfix = PostfixBackend.start(
                        "virtual_mailbox_maps = inline:{ user@local.example=user/ strict@local.example=strict/ }");
                var serai = start(postfix.port())) {
            try (var client = data(serai)) {
                assertThat(client.reply()).startsWith("250 ");
            }
            assertThat(postfix.delivered()).singleElement().satisfies(delivered -> {
                String fields = Wire.prepended(Wire.canonical(delivered), Wire.bytes(MESSAGE));
                assertThat(fields).contains("Delivered-To: " + SeraiProcess.RCPT);
            });
            List<Path> kept = quarantine(serai);
            assertThat(kept).hasSize(2);
            assertThat(kept.get(0)).hasBinaryContent(Wire.bytes(MESSAGE));
            assertThat(kept.get(1))
                    .content()
                    .contains("\"rcptTo\":[\"" + STRICT + "\"]", "\"disposition\":\"QUARANTINE\"", "HELO_BARE_IP");
            assertThat(AuditEvent.of(serai, "a@sender.example").at("/policies/0/policies/0"))
                    .isEqualTo("strict");
        }
    }

    @Test
    void whatTheBackendRefusesLeavesNoCopy() throws IOException {
        try (var sink = SmtpSink.start();
                var serai = start(sink.port())) {
            sink.replying((verb, usual) -> verb.equals("DOT") ? "554 5.6.0 not this" : usual);
            try (var client = data(serai)) {
                assertThat(client.reply()).startsWith("554 5.6.0 not this");
            }
            assertThat(quarantine(serai)).isEmpty();
            assertThat(sink.messages()).isEmpty();
        }
    }

    @Test
    void killedBeforeTheBackendAnswersItLeavesNoCopy() throws IOException {
        try (var sink = SmtpSink.start();
                var serai = start(sink.port())) {
            var release = sink.hold("DOT");
            try (var client = data(serai)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> quarantine(serai).size() == 2);
                assertThat(quarantine(serai))
                        .allMatch(file -> file.getFileName().toString().endsWith(".part"));
                serai.kill9();
                serai.awaitExit(Duration.ofSeconds(120));
                assertThat(client.reply()).isEmpty();
            }
            release.countDown();
            serai.restart();
            // Not confirmed: a start an hour later removes them.
            assertThat(quarantine(serai))
                    .allMatch(file -> file.getFileName().toString().endsWith(".part"));
        }
    }

    @Test
    void recipientsWithOtherSettingsComeInAnotherTransaction() throws IOException {
        String page = "policies:\n- name: marked\n  recipients: [" + STRICT + "]\n  thresholds: {tag: 0.5}\n";
        try (var sink = SmtpSink.start();
                var serai = setup(sink.port(), page)
                        .property("policies.mixed", "split")
                        .start();
                var client = SmtpClient.greeted(serai.port())) {
            client.expect("250", "EHLO 192.0.2.77\r\n");
            client.expect("250", "MAIL FROM:<a@sender.example>\r\n");
            client.expect("250", "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
            client.expect("452 4.5.3 Send this recipient in another transaction", "RCPT TO:<" + STRICT + ">\r\n");
            client.expect("354", "DATA\r\n");
            client.write(Wire.data(Wire.bytes(MESSAGE)));
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.send("a@sender.example", STRICT, Wire.bytes(MESSAGE)))
                    .startsWith("250 ");

            assertThat(sink.messages())
                    .satisfiesExactly(
                            one -> {
                                assertThat(one.rcptTo()).containsExactly(SeraiProcess.RCPT);
                                assertThat(Wire.text(one.content())).doesNotContain("X-Spam-Flag");
                            },
                            other -> {
                                assertThat(other.rcptTo()).containsExactly(STRICT);
                                assertThat(Wire.text(other.content())).contains("X-Spam-Flag: YES");
                            });
        }
    }

    /** anna is on the board, as a real OpenLDAP says, and berta is not. */
    @Test
    void whoIsInAGroupOfTheDirectoryHasItsPolicy() throws IOException {
        String page =
                """
                groups:
                  board: {ldap: "(&(mail={address})(employeeType=board))"}
                policies:
                - name: board
                  recipients: [group:board]
                  max-size: 1KB
                """;
        try (var slapd = SlapdProcess.start(home.resolve("slapd"));
                var sink = SmtpSink.start();
                var serai = slapd.askedBy(setup(sink.port(), page)).start()) {
            try (var client = SmtpClient.hello(serai.port())) {
                client.expect("250", "MAIL FROM:<a@sender.example> SIZE=2000\r\n");
                client.expect("550 5.3.4 ", "RCPT TO:<anna@local.example>\r\n");
                client.expect("550 5.3.4 ", "RCPT TO:<Anna.Alias@local.example>\r\n");
                client.expect("250 ", "RCPT TO:<berta@local.example>\r\n");
                client.expect("250 ", "RCPT TO:<\"*)(mail=anna\"@local.example>\r\n");
            }
            slapd.stop();
            try (var client = SmtpClient.hello(serai.port())) {
                client.expect("250", "MAIL FROM:<a@sender.example> SIZE=2000\r\n");
                client.expect("550 5.3.4 ", "RCPT TO:<anna@local.example>\r\n");
                client.expect("250 ", "RCPT TO:<berta@local.example>\r\n");
                client.expect("451 4.3.0 ", "RCPT TO:<carl@local.example>\r\n");
            }
        }
    }
}
