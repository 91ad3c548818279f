package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.drained;
import static org.serai.it.TopicSerai.json;
import static org.serai.it.TopicSerai.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message that some may not have, with the quarantine on a topic: their copy is on disk before the others get the message. */
class HeldCopyTopicIT {

    private static final String STRICT = "strict@" + SeraiProcess.DOMAIN;

    @TempDir
    private Path kafka;

    @TempDir
    private Path home;

    private SeraiProcess.Setup setup(KafkaBroker broker, int backend) throws IOException {
        SeraiProcess.Setup setup = broker.quarantine(SeraiProcess.in(home))
                .backend(backend)
                .property("threshold.tag", "50")
                .property("threshold.quarantine", "50")
                .property("threshold.reject", "100");
        Files.writeString(
                home.resolve("config/policies.yaml"),
                "policies:\n- recipients: [" + STRICT + "]\n  thresholds: {tag: 0.1, quarantine: 0.1, reject: 100}\n");
        return setup;
    }

    private static SmtpClient sent(SeraiProcess serai, byte[] message) throws IOException {
        var client = SmtpClient.hello(serai.port());
        client.data("a@sender.example", STRICT, SeraiProcess.RCPT);
        client.write(Wire.data(message));
        return client;
    }

    private static List<Path> outbox(SeraiProcess serai) throws IOException {
        try (var files = Files.list(serai.data().resolve("outbox/quarantine"))) {
            return files.toList();
        }
    }

    @Test
    void itIsOnTheTopicWhenTheBackendHasTakenTheOthersAndGoneWhenItHasRefused() throws Exception {
        byte[] wanted = message("wanted", Wire.bytes("8-bit \u00e4\u00ff\r\n..\r\n"));
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                var serai = confirming(setup(broker, sink.port()))) {
            sink.replying((verb, usual) -> verb.equals("DOT") ? "554 5.6.0 not this" : usual);
            try (var client = sent(serai, message("refused"))) {
                assertThat(client.reply()).startsWith("554 5.6.0 not this");
            }
            assertThat(outbox(serai)).as("voided").isEmpty();

            sink.replying((verb, usual) -> usual);
            var release = sink.hold("DOT");
            try (var client = sent(serai, wanted)) {
                await().atMost(LONG).until(() -> sink.started() == 2);
                assertThat(outbox(serai))
                        .as("written whole before the backend has taken anything")
                        .hasSize(2)
                        .anySatisfy(file -> assertThat(file).hasBinaryContent(wanted));
                release.countDown();
                assertThat(client.reply()).startsWith("250 ");
            }
            drained(serai);

            String id = await().atMost(LONG)
                    .until(() -> serai.verdicts("a@sender.example"), events -> events.size() == 2)
                    .get(1)
                    .path("id")
                    .asText();
            List<ConsumerRecord<String, byte[]>> records = broker.records("mail.quarantine");
            assertThat(records).extracting(ConsumerRecord::key).containsExactly(id);
            assertThat(records.get(0).value()).isEqualTo(wanted);
            assertThat(json(records.get(0), "envelope").path("rcptTo"))
                    .extracting(each -> each.asText())
                    .containsExactly(STRICT);
            assertThat(sink.messages()).singleElement().satisfies(each -> assertThat(each.rcptTo())
                    .containsExactly(SeraiProcess.RCPT));
            await().atMost(LONG).untilAsserted(() -> assertThat(
                            TopicSerai.entry(serai, id).at("/place/kind").asText())
                    .as("the index")
                    .isEqualTo("TOPIC"));
        }
    }
}
