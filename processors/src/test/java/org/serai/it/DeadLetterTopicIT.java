package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.json;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.sha256;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies of messages over which a route failed, on a topic of a real Kafka. */
@Timeout(300)
class DeadLetterTopicIT {

    private static final String TOPIC = "mail.dead-letter";

    @TempDir
    private Path kafka;

    @TempDir
    private Path home;

    private SeraiProcess.Setup broken(KafkaBroker broker) throws IOException {
        var setup = broker.of(SeraiProcess.in(home))
                .property("dead-letter.uri", "kafka:" + TOPIC)
                .property("dead-letter.attempts", "1000")
                .property("dead-letter.copies", "4")
                .property("quarantine.timeout", "5s")
                .property("kafka.allow-single-replica", true)
                .property("kafka.replication-factor", 1);
        Path data = home.resolve("routes/data.camel.yaml");
        String step = "        - to:\n            id: data-header";
        String routes = Files.readString(data);
        assertThat(routes).contains(step);
        Files.writeString(
                data,
                routes.replace(
                        step,
                        "        - throwException: { id: data-broken, exceptionType: java.lang.IllegalStateException,"
                                + " message: x }\n" + step));
        return setup;
    }

    private static List<String> outbox(SeraiProcess serai) throws IOException {
        try (var files = Files.list(serai.data().resolve("outbox/dead-letter"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".eml"))
                    .toList();
        }
    }

    @Test
    void copiesAreOnTheTopicAlsoThoseOfATimeWithoutABroker() throws Exception {
        byte[] odd = message("odd", Wire.bytes("\u00e9\u00ff..\r\n.lone\r\n"));
        byte[] line = Wire.bytes("x".repeat(76) + "\r\n");
        byte[] body = new byte[line.length * 20_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = line[i % line.length];
        }
        byte[] large = message("large", body);
        try (var broker = KafkaBroker.start(kafka);
                var serai = broken(broker).start()) {
            await().atMost(LONG).ignoreExceptions().until(() -> serai.metric("serai_dead_letter_topic_up") == 1);

            String first = failed(serai, odd);
            String second = failed(serai, large);

            List<ConsumerRecord<String, byte[]>> records = broker.records(TOPIC);
            assertThat(records).extracting(ConsumerRecord::key).containsExactly(first, second);
            ConsumerRecord<String, byte[]> record = records.get(0);
            assertThat(record.value()).isEqualTo(odd);
            assertThat(KafkaBroker.header(record, "ce_type")).isEqualTo("serai.dead-letter.v1");
            assertThat(KafkaBroker.header(record, "ce_id")).isEqualTo(first);
            assertThat(KafkaBroker.header(record, "sha256")).isEqualTo(sha256(odd));
            assertThat(json(record, "failure").path("step").asText()).isEqualTo("data-broken");
            assertThat(json(record, "failure").path("error").asText()).contains("IllegalStateException: x");
            assertThat(json(record, "envelope").at("/rcptTo/0").asText()).isEqualTo(SeraiProcess.RCPT);
            assertThat(json(record, "verdict").path("disposition").asText()).isEqualTo("DEFER");
            assertThat(records.get(1).value()).isEmpty();
            assertThat(KafkaBroker.header(records.get(1), "claim")).isEqualTo(second);
            assertThat(Arrays.equals(Files.readAllBytes(serai.data().resolve("claims/" + second + ".eml")), large))
                    .isTrue();

            broker.kill9();
            String third = failed(serai, message("meanwhile"));
            assertThat(outbox(serai)).containsExactly(third + ".eml");
            assertThat(serai.observe("health")).contains("topic mail.dead-letter");
            broker.restart();
            await().atMost(LONG).until(() -> outbox(serai).isEmpty());
            // One that a dying broker did not confirm in time is sent again.
            assertThat(broker.records(TOPIC).stream().map(ConsumerRecord::key).distinct())
                    .containsExactly(first, second, third);

            failed(serai, message("fourth"));
            failed(serai, message("of this hour there were enough"));
            assertThat(last(broker)).hasSize(4);
            assertThat(serai.log()).contains("no copy in the dead-letter store, there were enough in this hour");

            String stays = records.get(0).key();
            assertThat(broker.config(TOPIC, "cleanup.policy")).isEqualTo("compact,delete");
            assertThat(serai.quarantine("purge", "--recipient", "nobody@local.example"))
                    .contains("0 removed");
            assertThat(last(broker)).containsEntry(stays, true);
            assertThat(serai.quarantine("purge", "--recipient", SeraiProcess.RCPT))
                    .contains("4 removed");
            assertThat(last(broker)).hasSize(4).doesNotContainValue(true);
            assertThat(serai.data().resolve("claims")).isEmptyDirectory();
        }
    }

    @Test
    void whoDeletesAMessageFromQuarantineDeletesItsCopy() throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var serai = broken(broker)
                        .property("dead-letter.policy", "quarantine")
                        .start()) {
            await().atMost(LONG).ignoreExceptions().until(() -> serai.metric("serai_dead_letter_topic_up") == 1);
            String deleted = id(send(serai, message("deleted")));
            String kept = id(send(serai, message("kept")));
            assertThat(last(broker)).containsOnly(Map.entry(deleted, true), Map.entry(kept, true));

            assertThat(serai.quarantine("delete", deleted)).contains(deleted);

            assertThat(last(broker)).containsOnly(Map.entry(deleted, false), Map.entry(kept, true));
        }
    }

    /** By key whether the topic still has the message. */
    private static Map<String, Boolean> last(KafkaBroker broker) {
        return broker.records(TOPIC).stream()
                .collect(Collectors.toMap(
                        ConsumerRecord::key, record -> record.value() != null, (before, after) -> after));
    }

    private static String failed(SeraiProcess serai, byte[] message) throws IOException {
        String reply = send(serai, message);
        assertThat(reply).startsWith("451 4.3.0");
        return id(reply);
    }

    @Test
    void aTopicOfOneReplicaIsRefused() throws Exception {
        try (var broker = KafkaBroker.start(kafka)) {
            broker.create(TOPIC, Map.of("min.insync.replicas", "1"));

            assertThat(broken(broker).without("kafka.allow-single-replica").refusal())
                    .contains("topic " + TOPIC + " has min.insync.replicas = 1 and 1 replica");
        }
    }
}
