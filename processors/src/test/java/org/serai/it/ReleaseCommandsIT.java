package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on {@code mail.release} in bad times: what they need does not answer, and somebody sends what is no command. */
@Timeout(300)
class ReleaseCommandsIT {

    private static final int HUNDRED_MEGABYTES = 100_000_000;

    @TempDir
    private Path kafka;

    @TempDir
    private Path home;

    @Test
    void whatCannotBeDoneForTheMomentIsDoneLater() throws Exception {
        int port = Ports.free();
        var before = SmtpSink.start(port);
        try (var broker = KafkaBroker.start(kafka);
                var commands = new Commands(broker, home);
                var serai = confirming(
                        commands.allowed(setup(broker, home)).backend(port).property("kafka.max-inline-size", "1KB"))) {
            String claimed = id(send(serai, message("claimed", Wire.bytes("large\r\n".repeat(500)))));
            String inline = id(send(serai, message("inline")));
            before.close();
            // Whoever reads it is told neither that it is gone nor what it holds.
            Path claim = serai.data().resolve("claims/" + claimed + ".eml");
            byte[] octets = Files.readAllBytes(claim);
            Files.delete(claim);
            Files.createDirectory(claim);

            int mark = serai.log().length();
            commands.send(claimed);
            commands.send(inline);
            serai.awaitLog(mark, claimed + " cannot be had from quarantine");
            serai.terminate();
            assertThat(serai.awaitExit(LONG)).isEqualTo(143);
            Files.delete(claim);
            Files.write(claim, octets);
            mark = serai.log().length();
            serai.restart();

            // Now it is the backend that nobody reaches.
            serai.awaitLog(mark, "The backend refuses " + SeraiProcess.RCPT + ": 451 4.4.1");
            try (var sink = SmtpSink.start(port)) {
                sink.awaitMessages(2);
                ReleaseIT.assertExact(sink.messages().get(0), octets, claimed);
                ReleaseIT.assertExact(sink.messages().get(1), message("inline"), inline);
                // Done with: neither comes again.
                serai.terminate();
                assertThat(serai.awaitExit(LONG)).isEqualTo(143);
                serai.restart();
                String last = id(send(serai, message("last")));
                commands.send(last);
                sink.awaitMessages(3);
                ReleaseIT.assertExact(sink.messages().get(2), message("last"), last);
                assertThat(serai.log()).doesNotContain("all had it", "is passed over");
            }
        }
    }

    @Test
    void recordsOfAHundredMegabytesAreParkedAndTheNextCommandIsCarriedOut() throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start()) {
            var large = Map.of("max.message.bytes", String.valueOf(HUNDRED_MEGABYTES + 1000));
            broker.create("mail.release", large);
            broker.create("mail.training", large);
            var commands = new Commands(broker, home);
            try (commands;
                    var serai = confirming(commands.allowed(setup(broker, home)).backend(sink.port()))) {
                String kept = id(send(serai, message("kept")));
                var poison = new byte[HUNDRED_MEGABYTES];
                Arrays.fill(poison, (byte) '{');
                commands.send("mail.release", poison, "hmac", "wrong");
                commands.send("mail.training", poison, "label", "spam");
                commands.send(kept);

                sink.awaitMessages(1);
                await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(broker.records("mail.parked"))
                        .hasSize(2));
                List<ConsumerRecord<String, byte[]>> parked = broker.records("mail.parked");
                assertThat(parked)
                        .extracting(record ->
                                KafkaBroker.header(record, "topic") + ": " + KafkaBroker.header(record, "reason"))
                        .containsExactlyInAnyOrder(
                                "mail.release: It is larger than release.max-command-size",
                                "mail.training: It is larger than learn.max-message-size");
                assertThat(parked)
                        .allSatisfy(record -> assertThat(record.value()).hasSizeLessThanOrEqualTo(65_536));
                // Once each, as it came over the network, in a heap of 512 MB.
                assertThat(serai.machine().heap().get("Total")).isLessThan(330L << 20);
                assertThat(serai.log()).doesNotContain("OutOfMemoryError");
            }
        }
    }
}
