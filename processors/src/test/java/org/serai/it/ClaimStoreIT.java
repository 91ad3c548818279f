package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.outbox;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.setup;
import static org.serai.it.TopicSerai.sha256;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages that no record holds, at an endpoint of Camel: a real OpenSSH, and a server of S3. */
@Timeout(600)
class ClaimStoreIT {

    @TempDir
    private Path directory;

    private static byte[] large(String subject) {
        byte[] line = Wire.bytes("\u00ff".repeat(76) + "\r\n");
        byte[] body = new byte[line.length * 20_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = line[i % line.length];
        }
        return message(subject, body);
    }

    @Test
    void claimsAreWrittenReadAndRemovedBySftpAndWaitWhileNobodyAnswers() throws Exception {
        Path home = Files.createDirectories(directory.resolve("home"));
        Path kafka = Files.createDirectories(directory.resolve("kafka"));
        try (var broker = KafkaBroker.start(kafka);
                var sftp = SftpServer.start(directory.resolve("sftp"));
                var serai = confirming(setup(broker, home).property("claim-store.uri", sftp.uri("claims")))) {
            byte[] message = large("claimed");
            String claimed = id(send(serai, message));

            Path there = sftp.files().resolve("claims/" + claimed + ".eml");
            assertThat(Arrays.equals(Files.readAllBytes(there), message)).isTrue();
            ConsumerRecord<String, byte[]> record =
                    broker.records("mail.quarantine").get(0);
            assertThat(record.value()).isEmpty();
            assertThat(KafkaBroker.header(record, "claim")).isEqualTo(claimed);
            assertThat(KafkaBroker.header(record, "sha256")).isEqualTo(sha256(message));
            var api = new AdminApi(serai);
            assertThat(Arrays.equals(api.get("/" + claimed + "/message").body(), message))
                    .isTrue();

            // The command looks there as well.
            assertThat(serai.differences()).isEmpty();
            byte[] kept = Files.readAllBytes(there);
            Files.write(there, Wire.bytes("forged"));
            assertThat(serai.differences().get(claimed)).contains("its claim is not what came");
            Files.write(there, kept);

            sftp.stop();
            assertThat(api.get("/" + claimed + "/message").status()).isEqualTo(503);
            String waits = id(send(serai, large("waits")));
            assertThat(outbox(serai)).containsExactly(waits + ".eml");
            // What needs no claim goes on.
            send(serai, message("small"));
            assertThat(broker.records("mail.quarantine")).hasSize(2);
            sftp.restart();
            // Those that could not be made a record are looked at again after a while, or at a start.
            serai.terminate();
            serai.awaitExit(LONG);
            serai.restart();
            await().atMost(LONG).until(() -> outbox(serai).isEmpty());
            assertThat(sftp.files().resolve("claims/" + waits + ".eml")).exists();

            assertThat(serai.quarantine("delete", claimed)).contains(claimed);
            assertThat(there).doesNotExist();
            assertThat(there.resolveSibling(claimed + ".json")).doesNotExist();
        }
    }

    @Test
    void claimsAreWrittenReadAndRemovedInAnObjectStore() throws Exception {
        Path home = Files.createDirectories(directory.resolve("home"));
        Path kafka = Files.createDirectories(directory.resolve("kafka"));
        Path s3 = Files.createDirectories(directory.resolve("s3"));
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                var store = S3Server.start(s3);
                var serai = confirming(setup(broker, home)
                        .backend(sink.port()) // The server does not know checksums behind the content.
                        .environment("AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED")
                        .property("claim-store.uri", store.uri()))) {
            byte[] message = large("claimed");
            String claimed = id(send(serai, message));
            String lost = id(send(serai, large("lost")));

            assertThat(store.status(claimed + ".eml")).isEqualTo(200);
            assertThat(KafkaBroker.header(broker.records("mail.quarantine").get(0), "claim"))
                    .isEqualTo(claimed);
            assertThat(serai.differences()).isEmpty();
            var api = new AdminApi(serai);
            assertThat(api.release(claimed, "{}")).containsExactly(SeraiProcess.RCPT + " released");
            ReleaseIT.assertExact(sink.messages().get(0), message, claimed);

            store.delete(lost + ".eml");
            assertThat(api.post("/" + lost + "/release", "{}").status()).isEqualTo(410);
            assertThat(serai.differences().get(lost)).contains("its claim is not in the claim store");

            assertThat(serai.quarantine("delete", claimed)).contains(claimed + "  deleted");
            assertThat(store.status(claimed + ".eml")).isEqualTo(404);
            assertThat(store.status(claimed + ".json")).isEqualTo(404);

            store.close();
            assertThat(outbox(serai)).isEmpty();
            String waits = id(send(serai, large("waits")));
            assertThat(outbox(serai)).containsExactly(waits + ".eml");
        }
    }
}
