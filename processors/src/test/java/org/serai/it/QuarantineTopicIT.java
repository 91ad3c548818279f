package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.entry;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.json;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.outbox;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.setup;
import static org.serai.it.TopicSerai.sha256;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.serai.camel.Sections;
import org.serai.config.Settings;
import org.serai.custody.GoneException;
import org.serai.it.KafkaBroker.Access;
import org.serai.kafka.KafkaSettings;
import org.serai.kafka.RecordReader;

/** Quarantine on a topic of a real Kafka: what a record holds, and which topics are taken. */
class QuarantineTopicIT {

    @TempDir
    private static Path kafka;

    private static KafkaBroker broker;

    @TempDir
    private Path home;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start(kafka);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private SeraiProcess.Setup on(String topic) {
        return setup(broker, home).property("quarantine.uri", "kafka:" + topic);
    }

    @Test
    void theRecordHoldsTheVeryBytesAndWhatIsKnownOfThem() throws Exception {
        byte[] octets = new byte[2000];
        new Random(7).nextBytes(octets);
        for (int i = 0; i < octets.length; i++) {
            octets[i] = octets[i] == '\r' || octets[i] == '\n' ? 0 : octets[i];
        }
        byte[] body = Wire.bytes("..two dots\r\n.\r\nlone\u0000nul\r\n" + Wire.text(octets) + "\r\n");
        byte[] message = message("odd \u00e9", body);
        try (var serai = confirming(on("bytes"))) {
            String reply = send(serai, message);

            assertThat(reply).startsWith("250 2.6.0 Accepted, mail ");
            List<ConsumerRecord<String, byte[]>> records = broker.records("bytes");
            assertThat(records).extracting(ConsumerRecord::key).containsExactly(id(reply));
            ConsumerRecord<String, byte[]> record = records.get(0);
            assertThat(record.value()).isEqualTo(message);
            var names = new TreeSet<String>();
            for (Header header : record.headers()) {
                names.add(header.key());
            }
            assertThat(names)
                    .containsExactly(
                            "ce_id",
                            "ce_source",
                            "ce_specversion",
                            "ce_time",
                            "ce_type",
                            "content-type",
                            "envelope",
                            "sha256",
                            "size",
                            "verdict");
            assertThat(KafkaBroker.header(record, "ce_id")).isEqualTo(id(reply));
            assertThat(KafkaBroker.header(record, "ce_type")).isEqualTo("serai.quarantined.v1");
            assertThat(KafkaBroker.header(record, "ce_specversion")).isEqualTo("1.0");
            assertThat(KafkaBroker.header(record, "ce_source")).isEqualTo("mx." + SeraiProcess.DOMAIN);
            assertThat(Instant.parse(KafkaBroker.header(record, "ce_time"))).isBefore(Instant.now());
            assertThat(KafkaBroker.header(record, "content-type")).isEqualTo("message/rfc822");
            assertThat(KafkaBroker.header(record, "size")).isEqualTo(String.valueOf(message.length));
            assertThat(KafkaBroker.header(record, "sha256")).isEqualTo(sha256(message));
            assertThat(json(record, "envelope").at("/rcptTo/0").asText()).isEqualTo(SeraiProcess.RCPT);
            assertThat(json(record, "verdict").path("disposition").asText()).isEqualTo("QUARANTINE");
            assertThat(json(record, "verdict").path("envelope")).isEqualTo(json(record, "envelope"));
            assertThat(outbox(serai)).isEmpty();
            assertThat(serai.observe("health")).contains("confirms");

            JsonNode entry = entry(serai, id(reply));
            assertThat(entry.at("/place/kind").asText()).isEqualTo("TOPIC");
            assertThat(entry.at("/place/topic").asText()).isEqualTo("bytes");
            assertThat(entry.path("sha256").asText()).isEqualTo(sha256(message));
            assertThat(entry.at("/recipients/0").asText()).isEqualTo(SeraiProcess.RCPT);
            assertReads(
                    entry.at("/place/partition").asInt(),
                    entry.at("/place/offset").asLong(),
                    record);
        }
    }

    @Test
    void aMessageThatIsTooLargeForARecordLiesInTheClaimStore() throws Exception {
        byte[] line = Wire.bytes("x".repeat(76) + "\r\n");
        byte[] body = new byte[line.length * 67_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = line[i % line.length];
        }
        byte[] message = message("large", body);
        try (var serai = confirming(on("claims"))) {
            String reply = send(serai, message);

            assertThat(reply).startsWith("250 2.6.0");
            ConsumerRecord<String, byte[]> record = broker.records("claims").get(0);
            assertThat(record.value()).isEmpty();
            assertThat(KafkaBroker.header(record, "claim")).isEqualTo(id(reply));
            assertThat(KafkaBroker.header(record, "size")).isEqualTo(String.valueOf(message.length));
            byte[] claim = Files.readAllBytes(serai.data().resolve("claims/" + id(reply) + ".eml"));
            assertThat(claim).isEqualTo(message);
            assertThat(KafkaBroker.header(record, "sha256")).isEqualTo(sha256(claim));
        }
    }

    @Test
    void withReplyRejectTheSenderIsToldAndTheMessageIsKept() throws Exception {
        try (var serai = confirming(on("told").property("quarantine.reply", "reject"))) {
            String reply = send(serai, message("told"));

            assertThat(reply).startsWith("550 5.7.1 The message is not delivered, it is held for review");
            assertThat(broker.records("told")).extracting(ConsumerRecord::key).containsExactly(id(reply));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Access.class,
            names = {"SCRAM_OVER_TLS", "SASL_PLAIN"})
    void brokersMayAskForAUser(Access access) throws Exception {
        try (var asking = KafkaBroker.start(home.resolve("kafka"), access);
                var serai = confirming(setup(asking, home))) {
            String reply = send(serai, message("secret"));

            assertThat(asking.records("mail.quarantine"))
                    .extracting(ConsumerRecord::key)
                    .containsExactly(id(reply));
            assertThat(serai.log()).doesNotContain(KafkaBroker.PASSWORD);
        }
    }

    @Test
    void aTopicOfOneReplicaIsRefused() throws Exception {
        broker.create("single", Map.of("min.insync.replicas", "1"));

        assertThat(on("single").without("kafka.allow-single-replica").refusal())
                .contains("topic single has min.insync.replicas = 1 and 1 replica", "kafka.allow-single-replica");
    }

    @Test
    void aTopicThatCannotBeMadeIsRefused() {
        assertThat(on("copies").property("kafka.replication-factor", 3).refusal())
                .contains("there is no topic copies, and with kafka.replication-factor = 3 it cannot be made");
    }

    @Test
    void aTopicThatIsMadeKeepsAsLongAsFilesDo() throws Exception {
        try (var serai = confirming(on("kept").property("quarantine.retention", "2d"))) {
            assertThat(serai.alive()).isTrue();
            assertThat(broker.config("kept", "retention.ms")).isEqualTo("172800000");
            assertThat(broker.config("kept", "max.message.bytes")).isEqualTo(String.valueOf(3 << 20));
        }
    }

    /** The record by its place; told when it is another's, or no longer there. */
    private static void assertReads(int partition, long offset, ConsumerRecord<String, byte[]> record)
            throws Exception {
        var settings = Settings.load(
                Sections.all(), Path.of("none"), Map.of("KAFKA_BROKERS", broker.address()), new Properties());
        var access = org.serai.kafka.Access.of(settings.bind("kafka.", KafkaSettings.class), kafka);
        var reader = new RecordReader(access, TopicSerai.LONG);

        var read = reader.read("bytes", partition, offset, record.key());

        assertThat(read.value()).isEqualTo(record.value());
        assertThat(read.sha256()).isEqualTo(sha256(record.value()));
        assertThat(read.verdict()).isEqualTo(KafkaBroker.header(record, "verdict"));
        assertThatThrownBy(() -> reader.read("bytes", partition, offset, "06h0another"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another mail");
        broker.forget("bytes", partition, offset + 1);
        assertThatThrownBy(() -> reader.read("bytes", partition, offset, record.key()))
                .isInstanceOf(GoneException.class);
    }
}
