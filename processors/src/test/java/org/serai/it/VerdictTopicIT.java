package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.verdict.VerdictSchema;

/** Verdict events on a topic of a real Kafka, out of the journal. */
class VerdictTopicIT {

    private static final String TOPIC = "mail.verdicts";

    private static List<String> ids(KafkaBroker broker) {
        return broker.records(TOPIC).stream().map(ConsumerRecord::key).toList();
    }

    @Test
    void eachMessageHasItsEventInOrderAlsoOfTheTimeWithoutABroker(@TempDir Path kafka, @TempDir Path home)
            throws Exception {
        var sent = new ArrayList<String>();
        try (var broker = KafkaBroker.start(kafka);
                var serai = confirming(setup(broker, home).property("audit.uri", "kafka:" + TOPIC))) {
            for (int i = 0; i < 3; i++) {
                sent.add(id(send(serai, message("before " + i))));
            }
            // After a round that failed an event may come again.
            await().atMost(LONG).until(() -> Set.copyOf(ids(broker)).size() == sent.size());

            ConsumerRecord<String, byte[]> record = broker.records(TOPIC).get(0);
            assertThat(KafkaBroker.header(record, "content-type")).isEqualTo("application/cloudevents+json");
            assertThat(record.headers()).hasSize(1);
            JsonNode event = new ObjectMapper().readTree(record.value());
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("id").asText()).isEqualTo(record.key());
            assertThat(event.path("source").asText()).isEqualTo("mx." + SeraiProcess.DOMAIN);
            assertThat(event.path("type").asText()).isEqualTo("serai.verdict.v1");
            assertThat(Instant.parse(event.path("time").asText())).isBefore(Instant.now());
            assertThat(VerdictSchema.problems(event.path("data"))).isEmpty();
            assertThat(event.at("/data/disposition").asText()).isEqualTo("QUARANTINE");

            broker.kill9();
            for (int i = 0; i < 3; i++) {
                sent.add(id(send(serai, message("meanwhile " + i))));
            }
            serai.kill9();
            broker.restart();
            serai.restart();
            sent.add(id(send(serai, message("after"))));
            await().atMost(LONG.multipliedBy(2)).until(() -> ids(broker).containsAll(sent));

            assertThat(ids(broker).stream().distinct().filter(sent::contains)).containsExactlyElementsOf(sent);
            TopicSerai.drained(serai);
            assertThat(serai.differences()).isEmpty();
        }
    }

    @Test
    void brokersThatAreAwayAreALineOfTheLog(@TempDir Path kafka, @TempDir Path home) throws Exception {
        try (var broker = KafkaBroker.start(kafka)) {
            broker.kill9();
            try (var serai =
                    setup(broker, home).property("audit.uri", "kafka:" + TOPIC).start()) {
                for (int i = 0; i < 5; i++) {
                    send(serai, message("meanwhile " + i));
                }
                serai.awaitLog(0, "A verdict event cannot be handed on, it waits in the journal");
                send(serai, message("later"));
                // Three rounds have failed, after five seconds each and a pause.
                await().pollDelay(Duration.ofSeconds(20)).until(() -> true);

                assertThat(serai.log())
                        .containsOnlyOnce("A verdict event cannot be handed on")
                        .doesNotContain("\tat ");
                broker.restart();
                serai.awaitLog(0, "Verdict events are handed on again");
            }
        }
    }

    /** An event that it refuses would keep all behind it back. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheTopicTakesIsAskedAgainWhenBrokersWereAwayOrRefuse(boolean away, @TempDir Path kafka, @TempDir Path home)
            throws Exception {
        try (var broker = KafkaBroker.start(kafka)) {
            broker.create(TOPIC, Map.of());
            if (away) {
                broker.configure(TOPIC, Map.of("max.message.bytes", "8192"));
                broker.stop();
            }
            try (var serai =
                    setup(broker, home).property("audit.uri", "kafka:" + TOPIC).start()) {
                String first = id(send(serai, message("first")));
                if (!away) {
                    await().atMost(LONG).until(() -> ids(broker).contains(first));
                    broker.configure(TOPIC, Map.of("max.message.bytes", "8192"));
                }
                var sent = new ArrayList<>(List.of(first, id(toMany(serai, 500))));
                String large = sent.get(1);
                for (int i = 0; i < 10; i++) {
                    sent.add(id(send(serai, message("more " + i))));
                }
                if (away) {
                    broker.restart();
                }

                await().atMost(LONG.multipliedBy(2)).ignoreExceptions().untilAsserted(() -> assertThat(
                                ids(broker).containsAll(sent))
                        .withFailMessage(() -> "not all of " + sent + " in " + ids(broker) + ":\n" + serai.log())
                        .isTrue());
                JsonNode event = new ObjectMapper()
                        .readTree(broker.records(TOPIC).stream()
                                .filter(record -> record.key().equals(large))
                                .findFirst()
                                .orElseThrow()
                                .value());
                assertThat(event.at("/data/cut").asBoolean()).isTrue();
                assertThat(event.at("/data/envelope/rcptTo")).hasSize(100);
            }
        }
    }

    private static String toMany(SeraiProcess serai, int count) throws Exception {
        try (var client = SmtpClient.hello(serai.port())) {
            client.patience(LONG);
            String[] recipients = IntStream.range(0, count)
                    .mapToObj(i -> "u%03d@local.example".formatted(i))
                    .toArray(String[]::new);
            client.data("a@sender.example", recipients).write(Wire.data(message("to many")));
            return client.reply();
        }
    }
}
