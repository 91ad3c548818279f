package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.learn.Model;
import org.serai.learn.ModelFile;

/** Messages on the topic {@code mail.training} of a real Kafka are learned; what is none is passed over. */
class TrainingTopicIT {

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(
            KafkaProducer<String, byte[]> producer, String key, byte @Nullable [] value, Map<String, String> headers)
            throws Exception {
        List<Header> all = headers.entrySet().stream()
                .map(each -> header(each.getKey(), each.getValue()))
                .toList();
        producer.send(new ProducerRecord<>("mail.training", null, key, value, all))
                .get();
    }

    private static KafkaProducer<String, byte[]> producer(KafkaBroker broker) {
        var settings = new Properties();
        settings.setProperty("bootstrap.servers", broker.address());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    @Test
    void whileTheStoreDoesNotAnswerAMessageWaitsOnTheTopic(@TempDir Path kafka, @TempDir Path store, @TempDir Path home)
            throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var server = InfinispanServer.start(store);
                var producer = producer(broker);
                var serai = server.of(SeraiProcess.in(home))
                        .property("kafka.brokers", broker.address())
                        .start()) {
            send(producer, "1", Wire.bytes(Learned.message(1)), Map.of("label", "spam"));
            Learned.await(serai, "TOPIC", "SPAM", "LEARNED", 1);

            server.kill9();
            int mark = serai.log().length();
            send(producer, "2", Wire.bytes(Learned.message(2)), Map.of("label", "spam", "by", "anna"));
            send(producer, "3", Wire.bytes(Learned.message(3)), Map.of("label", "ham"));
            serai.awaitLog(mark, "A message of anna is not learned for now: What all nodes learn cannot be had");
            serai.awaitLog(mark, "On delivery attempt: 1 caught: org.serai.camel.PostponedException");
            server.restart();

            Learned.await(serai, "TOPIC", "HAM", "LEARNED", 1);
            Learned.await(serai, "TOPIC", "SPAM", "LEARNED", 2);
            assertThat(serai.log()).doesNotContain("is passed over", "is not parked");
            serai.terminate();
            assertThat(serai.awaitExit(Duration.ofSeconds(120))).isNotNegative();

            Model model = Learned.model(serai);
            Learned.assertLearned(model, Learned.message(2), true);
            Learned.assertLearned(model, Learned.message(3), false);
        }
    }

    @Test
    void whatAStopCutsShortIsLearnedAfterTheNextStart(@TempDir Path kafka, @TempDir Path home) throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var producer = producer(broker);
                var serai = SeraiProcess.in(home)
                        .property("kafka.brokers", broker.address())
                        .start()) {
            try (var lock = new ModelFile(serai.data()).lock()) {
                assertThat(lock).as("as bin/serai train has it").isNotNull();
                send(producer, "1", Wire.bytes(Learned.message(1)), Map.of("label", "spam"));
                send(producer, "2", Wire.bytes(Learned.message(2)), Map.of("label", "ham"));
                serai.awaitLog(0, "Learning waits for another process");
                serai.terminate();
                assertThat(serai.awaitExit(Duration.ofSeconds(120))).isEqualTo(143);
            }
            serai.restart();

            Learned.await(serai, "TOPIC", "SPAM", "LEARNED", 1);
            Learned.await(serai, "TOPIC", "HAM", "LEARNED", 1);
            // Done with: neither comes again.
            serai.terminate();
            assertThat(serai.awaitExit(Duration.ofSeconds(120))).isEqualTo(143);
            int mark = serai.log().length();
            serai.restart();
            send(producer, "3", Wire.bytes(Learned.message(3)), Map.of("label", "ham"));
            Learned.await(serai, "TOPIC", "HAM", "LEARNED", 1);
            assertThat(serai.log().substring(mark)).doesNotContain("TOPIC: KNOWN");
        }
    }

    @Test
    void labelledMessagesAreLearnedAndOthersPassedOver(@TempDir Path kafka, @TempDir Path home) throws Exception {
        try (var broker = KafkaBroker.start(kafka)) {
            try (var producer = producer(broker)) {
                // What was sent while nobody listened is learned as well.
                send(producer, "1", Wire.bytes(Learned.message(1)), Map.of("label", "spam", "by", "anna"));
                try (var serai = SeraiProcess.in(home)
                        .property("kafka.brokers", broker.address())
                        .property("learn.max-message-size", "100KB")
                        .start()) {
                    Learned.await(serai, "TOPIC", "SPAM", "LEARNED", 1);

                    send(producer, "none\n2026 forged line", Wire.bytes(Learned.message(2)), Map.of("by", "anna"));
                    send(producer, "wrong", Wire.bytes(Learned.message(2)), Map.of("label", "\u0000virus"));
                    send(producer, "null", null, Map.of("label", "spam"));
                    send(producer, "empty", new byte[0], Map.of("label", "spam"));
                    send(producer, "large", new byte[200_000], Map.of("label", "spam"));
                    send(producer, "zeros", new byte[50_000], Map.of("label", "spam", "CamelKafkaTopic", "x"));
                    send(producer, "1", Wire.bytes(Learned.message(1)), Map.of("label", "spam"));
                    send(producer, "2", Wire.bytes(Learned.message(2)), Map.of("label", "ham", "by", "b\r\nINFO x"));

                    Learned.await(serai, "TOPIC", "HAM", "LEARNED", 1);
                    Learned.await(serai, "TOPIC", "SPAM", "KNOWN", 1);
                    assertThat(serai.log())
                            .contains("key none\\u000a2026 forged line) is passed over")
                            .contains("key null) is passed over: It has no value", "key large) is passed over")
                            .contains("by b\\u000d\\u000aINFO x");
                    assertThat(broker.records("mail.parked"))
                            .extracting(record -> KafkaBroker.header(record, "reason"))
                            .hasSize(5)
                            .contains("It has no value", "It is larger than learn.max-message-size");
                    serai.terminate();
                    assertThat(serai.awaitExit(Duration.ofSeconds(120))).isNotNegative();

                    Model model = Learned.model(serai);
                    assertThat(model.spam()).isEqualTo(2); // The zeros are an empty message, and one is.
                    Learned.assertLearned(model, Learned.message(1), true);
                    Learned.assertLearned(model, Learned.message(2), false);
                }
            }
        }
    }
}
