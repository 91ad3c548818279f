package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM: no new session, 421 to those that wait, a truthful reply to those within a transaction. */
class DrainIT {

    @Test
    void fiftySessionsInDataGetFiftyTruthfulReplies(@TempDir Path home) throws IOException {
        try (var sink = SmtpSink.start();
                var serai = start(home, sink)) {
            var idle = sessions(serai.port(), 10);
            var sending = inData(serai.port(), 50);

            serai.terminate();

            for (SmtpClient client : idle) {
                assertThat(client.reply()).startsWith("421");
                assertThat(client.closed()).isTrue();
            }
            await().untilAsserted(() -> assertThatThrownBy(() -> SmtpClient.greeted(serai.port()))
                    .isInstanceOfAny(IOException.class, AssertionError.class));
            accepted(sending);
            assertThat(sink.messages()).hasSize(50);
            serai.awaitExit(Duration.ofMinutes(2));
        }
    }

    /** The file of scores is a pipe here, so that loading begins when the test opens it and ends when it is written. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEditThatIsBeingLoadedDisturbsNeither(boolean endsMeanwhile, @TempDir Path home) throws Exception {
        try (var sink = SmtpSink.start();
                var serai = start(home, sink)) {
            var sending = inData(serai.port(), 50);
            byte[] scores = Files.readAllBytes(serai.scores());
            ChildProcess.run("mkfifo", home.resolve("pipe").toString());
            Files.move(home.resolve("pipe"), serai.scores(), StandardCopyOption.REPLACE_EXISTING);
            try (var edit =
                    CompletableFuture.supplyAsync(() -> open(serai.scores())).get(60, TimeUnit.SECONDS)) {
                int mark = serai.log().length();
                serai.terminate();
                serai.awaitLog(mark, "Stopping");
                accepted(sending.subList(0, 25));
                if (endsMeanwhile) {
                    edit.write(scores);
                    edit.close();
                    serai.awaitLog(mark, "generation 2 is in force");
                }
                accepted(sending.subList(25, 50));
                assertThat(sink.messages()).hasSize(50);
                serai.awaitExit(Duration.ofMinutes(2));
                assertThat(serai.log()).doesNotContain("\tat ");
            }
        }
    }

    private static SeraiProcess start(Path home, SmtpSink sink) {
        return SeraiProcess.in(home)
                .backend(sink.port())
                .manySessions()
                .property("backend.max-connections", 60)
                .property("smtp.drain-timeout", "5m")
                .start();
    }

    private static List<SmtpClient> sessions(int port, int count) throws IOException {
        var clients = new ArrayList<SmtpClient>();
        for (int i = 0; i < count; i++) {
            clients.add(SmtpClient.hello(port));
        }
        return clients;
    }

    private static List<SmtpClient> inData(int port, int count) throws IOException {
        List<SmtpClient> clients = sessions(port, count);
        for (SmtpClient client : clients) {
            client.data("a@sender.example", SeraiProcess.RCPT);
            client.write("From: a@sender.example\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n");
        }
        return clients;
    }

    /** Each ends its message and gets 250. */
    private static void accepted(List<SmtpClient> sending) throws IOException {
        for (SmtpClient client : sending) {
            client.write("Message-ID: <" + client.hashCode() + "@sender.example>\r\n\r\ntext\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
            client.close();
        }
    }

    /** Returns when the other end of the pipe has been opened. */
    private static OutputStream open(Path pipe) {
        try {
            return Files.newOutputStream(pipe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
