package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: no new session, 421 to those that wait, a truthful reply to those within a transaction. */
class DrainIT {

    @Test
    void fiftySessionsInDataGetFiftyTruthfulReplies(@TempDir Path home) throws IOException {
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .manySessions()
                        .property("backend.max-connections", 60)
                        .start()) {
            var idle = sessions(serai.port(), 10);
            var sending = sessions(serai.port(), 50);
            for (SmtpClient client : sending) {
                client.data("a@sender.example", SeraiProcess.RCPT);
                client.write("From: a@sender.example\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n");
            }

            serai.terminate();

            for (SmtpClient client : idle) {
                assertThat(client.reply()).startsWith("421");
                assertThat(client.closed()).isTrue();
            }
            await().untilAsserted(() -> assertThatThrownBy(() -> SmtpClient.greeted(serai.port()))
                    .isInstanceOfAny(IOException.class, AssertionError.class));
            int accepted = 0;
            for (SmtpClient client : sending) {
                client.write("Message-ID: <" + accepted + "@sender.example>\r\n\r\ntext\r\n.\r\n");
                String reply = client.reply();
                assertThat(reply).startsWith("250");
                accepted++;
                client.close();
            }
            assertThat(sink.messages()).hasSize(accepted);
            serai.awaitExit(Duration.ofSeconds(30));
        }
    }

    private static List<SmtpClient> sessions(int port, int count) throws IOException {
        var clients = new ArrayList<SmtpClient>();
        for (int i = 0; i < count; i++) {
            clients.add(SmtpClient.hello(port));
        }
        return clients;
    }
}
