package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the size of messages or the number of sessions. */
class MemoryIT {

    private static final int SESSIONS = 500;
    private static final int LARGE = 20;
    private static final int LARGE_BYTES = 50 * 1024 * 1024 - 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String LINE = "z".repeat(998) + "\r\n";

    @Test
    void fiveHundredSessionsInDataTwentyOfThemWithFiftyMegabytes(@TempDir Path home) throws IOException {
        try (var sink = SmtpSink.start().discarding();
                var serai = SeraiProcess.in(home)
                        .flags("-Xmx256m", "-XX:MaxDirectMemorySize=64m")
                        .backend(sink.port())
                        .manySessions()
                        .property("backend.hold", false)
                        .property("backend.acquire-timeout", "5m")
                        .property("data.deadline", "10m")
                        // Nearly all wait, silent, until the large ones are through.
                        .property("smtp.min-data-rate", 0)
                        .property("smtp.idle-timeout", "1h")
                        .start()) {
            var clients = new ArrayList<SmtpClient>();
            for (int i = 0; i < SESSIONS; i++) {
                clients.add(SmtpClient.hello(serai.port()).data("s" + i + "@sender.example", SeraiProcess.RCPT));
            }
            for (SmtpClient client : clients) {
                client.write("From: a@sender.example\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n" + "Message-ID: <"
                        + client.hashCode() + "@sender.example>\r\n\r\n");
                client.write(LINE.repeat(20));
            }
            writeInTurns(clients.subList(0, LARGE));
            for (SmtpClient client : clients) {
                client.write(".\r\n");
            }
            // A gigabyte passes through disk and backend here; only a reply that never comes is a failure.
            for (int i = 0; i < SESSIONS; i++) {
                try (var client = clients.get(i).patience(PATIENCE)) {
                    assertThat(client.reply()).as("reply of session %d", i).startsWith("250");
                } catch (SocketTimeoutException silence) {
                    throw new AssertionError(
                            "session " + i + " has no reply after " + PATIENCE + ", the sink has "
                                    + sink.messages().size() + " messages of " + sink.started() + " begun",
                            silence);
                }
            }
            assertThat(serai.alive()).isTrue();
            assertThat(sink.messages()).hasSize(SESSIONS);
        }
    }

    /** All grow at the same time. */
    private static void writeInTurns(List<SmtpClient> clients) throws IOException {
        byte[] block = Wire.bytes(LINE.repeat(512));
        for (int sent = LINE.length() * 20; sent + block.length < LARGE_BYTES; sent += block.length) {
            for (SmtpClient client : clients) {
                client.write(block);
            }
        }
    }
}
