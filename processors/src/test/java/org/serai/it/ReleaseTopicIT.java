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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on {@code mail.release} and messages in {@code mail.quarantine}, on a real Kafka. */
@Timeout(300)
class ReleaseTopicIT {

    @TempDir
    private Path kafka;

    @TempDir
    private Path home;

    @Test
    void signedCommandsAreCarriedOutOnceAndOthersParked() throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                var commands = new Commands(broker, home);
                var serai = confirming(commands.allowed(setup(broker, home).backend(sink.port()))
                        .property("release.max-command-size", "1KB"))) {
            String id = id(send(serai, message("one")));
            String gone = id(send(serai, message("two")));
            broker.forget(
                    "mail.quarantine",
                    0,
                    1 + entry(serai, gone).at("/place/offset").asLong());
            String kept = id(send(serai, message("three")));
            String command = "{\"id\":\"" + kept + "\",\"by\":\"crm\"}";

            commands.send("not JSON", Commands.hmac("not JSON", Commands.KEY));
            commands.send(command, null);
            commands.send(command, Commands.hmac(command, Commands.KEY.replace('0', '1')));
            commands.signed("{\"id\":\"01jdmb0000000000\"}");
            commands.signed("{\"id\":\"../../../etc/passwd\"}");
            commands.signed("{\"id\":\"" + gone + "\"}");
            commands.signed("{\"id\":\"" + kept + "\",\"recipients\":[\"other@local.example\"]}");
            commands.signed("{\"id\":\"" + kept + "\",\"administrator\":true}");
            commands.signed("{\"id\":\"" + kept + "\",\"by\":\"" + "x".repeat(2000) + "\"}");
            commands.signed(command);
            commands.signed(command);

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
    void whatComesOutOfTopicAndClaimStoreIsTheVeryBytes() throws Exception {
        byte[] body = Wire.bytes("..two\r\n.\r\nlone\u0000nul\r\n\u00ff\r\n");
        byte[] odd = message("odd \u00e9", body);
        byte[] large = message("large \u00e9", Wire.bytes(Wire.text(body).repeat(500)));
        try (var broker = KafkaBroker.start(kafka);
                var sink = SmtpSink.start();
                var commands = new Commands(broker, home);
                var serai = confirming(commands.allowed(setup(broker, home).backend(sink.port()))
                        .property("kafka.max-inline-size", "1KB"))) {
            var api = new AdminApi(serai);
            String inline = id(send(serai, odd));
            String claimed = id(send(serai, large));
            String lost = id(send(serai, message("lost", Wire.bytes("lost\r\n".repeat(500)))));
            assertThat(api.get("/" + inline).json().path("place").asText()).isEqualTo("topic");
            Path claims = serai.data().resolve("claims");
            assertThat(claims.resolve(claimed + ".eml")).exists();

            assertThat(api.release(inline, "{}")).containsExactly(SeraiProcess.RCPT + " released");
            commands.send(claimed);
            sink.awaitMessages(2);
            ReleaseIT.assertExact(sink.messages().get(0), odd, inline);
            ReleaseIT.assertExact(sink.messages().get(1), large, claimed);

            Files.delete(claims.resolve(lost + ".eml"));
            AdminApi.Answer answer = api.post("/" + lost + "/release", "{}");
            assertThat(answer.status()).isEqualTo(410);
            assertThat(answer.json().path("detail").asText()).contains(lost, "its bytes are there no longer");
            commands.send(lost);
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(broker.records("mail.parked"))
                    .extracting(record -> KafkaBroker.header(record, "reason"))
                    .singleElement()
                    .asString()
                    .contains("Gone", lost));
            assertThat(sink.messages()).hasSize(2);
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
