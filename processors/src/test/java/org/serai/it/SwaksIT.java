package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README lets a newcomer type: mail arrives in the built-in mailbox, forbidden mail is refused with a reason. */
class SwaksIT {

    @Test
    void aCleanMessageArrivesInTheMailbox(@TempDir Path home) throws IOException {
        try (var serai = SeraiProcess.in(home).start()) {
            String said = swaks(0, serai, "--to", SeraiProcess.RCPT, "--body", "a caravan of camels");

            assertThat(said).contains("<-  250 2");
            assertThat(mailbox(serai)).singleElement().asString().contains("a caravan of camels\r\n");
        }
    }

    @Test
    void itArrivesThroughTlsAsWell(@TempDir Path home) throws IOException {
        try (var serai = SeraiProcess.in(home).start()) {
            String said = swaks(0, serai, "--tls", "--to", SeraiProcess.RCPT);

            assertThat(said).contains("=== TLS started").contains("<~  250 2");
            assertThat(mailbox(serai)).hasSize(1);
        }
    }

    @Test
    void relayingIsRefusedInTheSession(@TempDir Path home) throws IOException {
        try (var serai = SeraiProcess.in(home).start()) {
            String said = swaks(24, serai, "--to", "someone@elsewhere.example");

            assertThat(said).contains("<** 550 5.7.1");
            assertThat(mailbox(serai)).isEmpty();
        }
    }

    @Test
    void aProgramIsRefusedInTheSession(@TempDir Path home) throws IOException {
        Path program =
                Files.write(home.resolve("invoice.exe"), Wire.bytes("MZ\u0090\0\3\0\0\0\4\0\0\0\u00ff\u00ff\0\0"));
        try (var serai = SeraiProcess.in(home).start()) {
            String said = swaks(
                    26,
                    serai,
                    "--to",
                    SeraiProcess.RCPT,
                    "--attach-type",
                    "application/pdf",
                    "--attach",
                    "@" + program);

            assertThat(said).contains("<** 55");
            assertThat(mailbox(serai)).isEmpty();
        }
    }

    private static String swaks(int status, SeraiProcess serai, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Needs.tool("swaks").toString());
        command.addAll(List.of("--server", "127.0.0.1:" + serai.port(), "--helo", "client.example"));
        command.addAll(List.of("--from", "a@sender.example"));
        command.addAll(List.of(arguments));
        Path home = serai.data().resolveSibling("");
        Path log = home.resolve("swaks.log");
        try (var client = ChildProcess.start(home, log, Map.of(), command)) {
            assertThat(client.awaitExit(Duration.ofSeconds(120)))
                    .as(client.log())
                    .isEqualTo(status);
            return client.log();
        }
    }

    private static List<String> mailbox(SeraiProcess serai) throws IOException {
        Path mailbox = serai.data().resolve("mailbox");
        if (!Files.isDirectory(mailbox)) {
            return List.of();
        }
        try (var files = Files.walk(mailbox)) {
            var messages = new ArrayList<String>();
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".eml")).toList()) {
                messages.add(Wire.text(Files.readAllBytes(file)));
            }
            return messages;
        }
    }
}
