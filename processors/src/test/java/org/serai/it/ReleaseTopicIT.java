package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.drained;
import static org.serai.it.TopicSerai.entry;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.setup;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on {@code mail.release} and messages in {@code mail.quarantine}, on a real Kafka. */
@Timeout(300)
class ReleaseTopicIT {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path kafka;

    @TempDir
    private Path home;

    private static String hmac(String value, String key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Wire.bytes(key), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static void command(KafkaProducer<String, byte[]> producer, String value, @Nullable String hmac)
            throws Exception {
        List<Header> headers =
                hmac == null ? List.of() : List.of(new RecordHeader("hmac", hmac.getBytes(StandardCharsets.UTF_8)));
        producer.send(new ProducerRecord<>(
                        "mail.release", null, "key", value.getBytes(StandardCharsets.UTF_8), headers))
                .get();
    }

    private static void signed(KafkaProducer<String, byte[]> producer, String value) throws Exception {
        command(producer, value, hmac(value, KEY));
    }

    @Test
    void signedCommandsAreCarriedOutOnceAndOthersParked() throws Exception {
        Path key = home.resolve("release.key");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, KEY + "\n");
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                var serai = confirming(setup(broker, home)
                        .backend(sink.port())
                        .property("release.uri", "kafka:mail.release")
                        .property("release.key-file", key)
                        .property("release.max-command-size", "1KB"));
                var producer =
                        new KafkaProducer<>(broker.client(), new StringSerializer(), new ByteArraySerializer())) {
            String id = id(send(serai, message("one")));
            String gone = id(send(serai, message("two")));
            broker.forget(
                    "mail.quarantine",
                    0,
                    1 + entry(serai, gone).at("/place/offset").asLong());
            String kept = id(send(serai, message("three")));
            String command = "{\"id\":\"" + kept + "\",\"by\":\"crm\"}";

            command(producer, "not JSON", hmac("not JSON", KEY));
            command(producer, command, null);
            command(producer, command, hmac(command, KEY.replace('0', '1')));
            signed(producer, "{\"id\":\"01jdmb0000000000\"}");
            signed(producer, "{\"id\":\"../../../etc/passwd\"}");
            signed(producer, "{\"id\":\"" + gone + "\"}");
            signed(producer, "{\"id\":\"" + kept + "\",\"recipients\":[\"other@local.example\"]}");
            signed(producer, "{\"id\":\"" + kept + "\",\"administrator\":true}");
            signed(producer, "{\"id\":\"" + kept + "\",\"by\":\"" + "x".repeat(2000) + "\"}");
            signed(producer, command);
            signed(producer, command);

            sink.awaitMessages(1);
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(broker.records("mail.parked"))
                    .hasSize(9));
            List<ConsumerRecord<String, byte[]>> parked = broker.records("mail.parked");
            assertThat(parked)
                    .extracting(record -> KafkaBroker.header(record, "reason"))
                    .satisfiesExactly(
                            reason -> assertThat(reason).contains("no JSON"),
                            reason -> assertThat(reason).contains("no header hmac"),
                            reason -> assertThat(reason).contains("not that of release.key-file"),
                            reason -> assertThat(reason).contains("no message 01jdmb0000000000"),
                            reason -> assertThat(reason).contains("no message ../../../etc/passwd"),
                            reason -> assertThat(reason).contains("Gone"),
                            reason -> assertThat(reason).contains("other@local.example is no recipient"),
                            reason -> assertThat(reason).contains("There is a field beside"),
                            reason -> assertThat(reason).contains("release.max-command-size"));
            assertThat(parked).allSatisfy(record -> {
                assertThat(record.value().length).isLessThanOrEqualTo(1024);
                assertThat(KafkaBroker.header(record, "topic")).isEqualTo("mail.release");
            });
            await().atMost(LONG).until(() -> serai.log().contains("all had it"));
            assertThat(sink.messages()).hasSize(1);
            assertThat(id).isNotEqualTo(kept);
        }
    }

    @Test
    void ofTwoNodesThatReleaseAtOnceOneDelivers() throws Exception {
        int[] ports = {Ports.free(), Ports.free()};
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                var one = confirming(node(broker, sink, "one", ports[0], ports[1]));
                var two = confirming(node(broker, sink, "two", ports[1], ports[0]))) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(one.observe("health")).contains("127.0.0.1:" + ports[1]));
            for (int round = 0; round < 5; round++) {
                String id = id(send(one, message("round " + round)));
                await().atMost(LONG).until(() -> new AdminApi(two).get("/" + id).status() == 200);
                sink.clear();
                var answers = List.of(one, two, one, two).stream()
                        .map(node -> CompletableFuture.supplyAsync(() -> status(node, id)))
                        .toList();
                List<Integer> statuses =
                        answers.stream().map(CompletableFuture::join).toList();

                assertThat(statuses).contains(200).isSubsetOf(200, 409);
                assertThat(sink.messages()).hasSize(1);
                assertThat(new AdminApi(two).release(id, "{}"))
                        .containsExactly(SeraiProcess.RCPT + " already-released");
            }
            assertThat(sink.messages()).hasSize(1);
        }
    }

    private SeraiProcess.Setup node(KafkaBroker broker, SmtpSink sink, String name, int port, int other)
            throws Exception {
        return setup(broker, Files.createDirectory(home.resolve(name)))
                .backend(sink.port())
                .property("store.uri", "cluster:")
                .property("store.cluster.bind-address", "127.0.0.1")
                .property("store.cluster.port", port)
                .property("store.cluster.members", "127.0.0.1:" + port + ", 127.0.0.1:" + other);
    }

    private static int status(SeraiProcess node, String id) {
        try {
            return new AdminApi(node).post("/" + id + "/release", "{}").status();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPurgeLeavesNothingOfARecipient() throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start()) {
            broker.create(
                    "mail.quarantine",
                    Map.of("cleanup.policy", "compact,delete", "max.compaction.lag.ms", "1000", "segment.ms", "1000"));
            try (var serai =
                    confirming(setup(broker, home).backend(sink.port()).property("kafka.max-inline-size", "1KB"))) {
                String small = id(send(serai, message("small")));
                String large = id(send(serai, message("large", Wire.bytes("large\r\n".repeat(1000)))));
                String many = many(serai);
                String others = id(toOther(serai));
                drained(serai);
                assertThat(serai.data().resolve("claims/" + large + ".eml")).exists();

                assertThat(serai.quarantine("purge", "--recipient", "USER@local.example"))
                        .contains("3 removed");

                assertThat(serai.data().resolve("claims")).isEmptyDirectory();
                Map<String, Boolean> last = broker.records("mail.quarantine").stream()
                        .collect(Collectors.toMap(
                                ConsumerRecord::key, record -> record.value() != null, (before, after) -> after));
                assertThat(last)
                        .containsEntry(small, false)
                        .containsEntry(large, false)
                        .containsEntry(many, false)
                        .containsEntry(others, true);
                assertThat(serai.quarantine("list")).contains(others).doesNotContain(small, large, many);
                assertThat(serai.command("state", "list", "quarantine")).doesNotContain("user@local.example");
                assertThat(serai.differences()).isEmpty();

                // The cleaner runs every 15 s, over segments that are no longer written to.
                await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
                    send(serai, message("later"));
                    assertThat(bytesOf(broker, Set.of(small, large, many))).isEmpty();
                });
            }
        }
    }

    private static String many(SeraiProcess serai) throws Exception {
        try (var client = SmtpClient.hello(serai.port())) {
            client.patience(LONG);
            String[] recipients = IntStream.range(0, 26)
                    .mapToObj(i -> i < 25 ? "u" + i + "@local.example" : SeraiProcess.RCPT)
                    .toArray(String[]::new);
            client.data("a@sender.example", recipients).write(Wire.data(message("many")));
            return id(client.reply());
        }
    }

    private static String toOther(SeraiProcess serai) throws Exception {
        try (var client = SmtpClient.hello(serai.port())) {
            client.patience(LONG);
            return client.send("a@sender.example", "other@local.example", message("other"));
        }
    }

    private static List<String> bytesOf(KafkaBroker broker, Set<String> ids) {
        return broker.records("mail.quarantine").stream()
                .filter(record -> record.value() != null && ids.contains(record.key()))
                .map(ConsumerRecord::key)
                .toList();
    }
}
