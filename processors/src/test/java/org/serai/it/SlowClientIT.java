package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take a place and do not use it. */
class SlowClientIT {

    private static final Duration AT_MOST = Duration.ofSeconds(15);

    @TestFactory
    Stream<DynamicTest> aByteASecondIsNotEnough(@TempDir Path home) throws IOException {
        var sink = SmtpSink.start();
        var serai = SeraiProcess.in(home)
                .backend(sink.port())
                .manySessions()
                .property("smtp.idle-timeout", "3s")
                .property("smtp.min-data-rate-window", "3s")
                .start();
        var phases = new LinkedHashMap<String, String>();
        phases.put("EHLO", "");
        phases.put("MAIL", "EHLO client.example\r\n");
        phases.put("RCPT", "EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\n");
        phases.put(
                "content",
                "EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<user@local.example>\r\nDATA\r\n");
        return phases.entrySet().stream()
                .map(phase -> dynamicTest(phase.getKey(), () -> drip(serai.port(), phase.getValue())))
                .onClose(() -> {
                    serai.close();
                    sink.close();
                });
    }

    private static void drip(int port, String before) throws IOException {
        try (var client = SmtpClient.greeted(port)) {
            for (String command : before.split("(?<=\n)")) {
                if (!command.isEmpty()) {
                    assertThat(client.say(command)).matches("(250|354)[\\s\\S]*");
                }
            }
            client.patience(Duration.ofSeconds(1));
            var end = Instant.now().plus(AT_MOST);
            while (Instant.now().isBefore(end)) {
                try {
                    client.write("x");
                    assertThat(client.reply()).matches("(421[\\s\\S]*)?");
                    return;
                } catch (SocketTimeoutException stillOpen) {
                    continue;
                } catch (IOException closed) {
                    return;
                }
            }
            throw new AssertionError("still open after " + AT_MOST);
        }
    }

    @Test
    void oneClientHasOnlyItsShareOfTheSessions(@TempDir Path home) throws IOException {
        try (var serai = SeraiProcess.in(home)
                .property("smtp.max-connections-per-client", 5)
                .start()) {
            var clients = new ArrayList<SmtpClient>();
            for (int i = 0; i < 5; i++) {
                clients.add(SmtpClient.hello(serai.port()));
            }
            try (var sixth = SmtpClient.open(serai.port());
                    var other = SmtpClient.open(serai.port(), InetAddress.getByName("127.0.0.9"))) {
                assertThat(sixth.reply()).startsWith("421");
                assertThat(sixth.closed()).isTrue();
                assertThat(other.reply()).startsWith("220");
            }
            for (SmtpClient client : clients) {
                client.close();
            }
        }
    }
}
