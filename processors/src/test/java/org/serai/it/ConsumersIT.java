package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.setup;
import static org.serai.it.TopicSerai.sha256;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.verdict.VerdictSchema;

/** The examples for those who read the topics, by the commands that README.md tells. */
@Timeout(300)
class ConsumersIT {

    @TempDir
    private Path kafka;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"org.apache.camel.main.Main", "QuarantineConsumer.java"})
    void anExampleWritesWhatIsQuarantinedAndForgetsWhatIsDeleted(String which) throws Exception {
        byte[] odd = message("odd \u00e9", Wire.bytes("\u00ff\u0000..\r\n.\r\nlone\r\n"));
        byte[] body = new byte[1_500_000];
        Arrays.fill(body, (byte) 'x');
        for (int i = 77; i < body.length; i += 78) {
            body[i - 1] = '\r';
            body[i] = '\n';
        }
        body[body.length - 2] = '\r';
        body[body.length - 1] = '\n';
        byte[] large = message("large", body);
        try (var broker = KafkaBroker.start(kafka);
                var serai = confirming(setup(broker, home).property("audit.uri", "kafka:mail.verdicts"))) {
            forge(broker, "mail.quarantine", "../../forged", Wire.bytes("forged"));
            forge(broker, "mail.quarantine", "01jdmbwithoutverdict", Wire.bytes("forged"));
            forge(broker, "mail.verdicts", "01jdmbwithoutevent", null);
            String inline = id(send(serai, odd));
            String claimed = id(send(serai, large));
            Path consumed = home.resolve("consumed");
            try (var example = start(which, broker, serai.data().resolve("claims"), consumed)) {
                Path quarantined = consumed.resolve("quarantine");
                await().atMost(LONG.multipliedBy(2))
                        .until(() -> whole(quarantined, inline) && whole(quarantined, claimed));
                await().atMost(LONG).until(() -> Files.exists(consumed.resolve("verdicts/" + claimed + ".json")));

                assertThat(Files.readAllBytes(quarantined.resolve(inline + ".eml")))
                        .isEqualTo(odd);
                assertThat(Arrays.equals(Files.readAllBytes(quarantined.resolve(claimed + ".eml")), large))
                        .isTrue();
                for (String each : List.of(inline, claimed)) {
                    var verdict = new ObjectMapper().readTree(Files.readString(quarantined.resolve(each + ".json")));
                    assertThat(VerdictSchema.problems(verdict)).isEmpty();
                    assertThat(verdict.path("id").asText()).isEqualTo(each);
                    var event = new ObjectMapper()
                            .readTree(Files.readString(consumed.resolve("verdicts/" + each + ".json")));
                    assertThat(event.at("/data/reply").asText())
                            .startsWith("250")
                            .contains(each);
                }
                assertThat(home.resolve("forged.eml")).doesNotExist();
                assertThat(quarantined.resolve("01jdmbwithoutverdict.eml")).doesNotExist();
                assertThat(example.log()).contains("no mail id");

                serai.quarantine("delete", inline);
                await().atMost(LONG)
                        .until(() -> !Files.exists(quarantined.resolve(inline + ".eml"))
                                && !Files.exists(quarantined.resolve(inline + ".json")));
                assertThat(whole(quarantined, claimed)).isTrue();
            }
        }
    }

    private static boolean whole(Path directory, String id) {
        return Files.exists(directory.resolve(id + ".json")) && Files.exists(directory.resolve(id + ".eml"));
    }

    /** As somebody might who may write to the topic; the bytes are those that it says. */
    private static void forge(KafkaBroker broker, String topic, String key, byte @Nullable [] value) throws Exception {
        var record = new ProducerRecord<>(topic, key, value);
        record.headers().add("ce_type", Wire.bytes("serai.quarantined.v1"));
        if (value != null) {
            record.headers().add("sha256", Wire.bytes(sha256(value)));
        }
        try (var producer = new KafkaProducer<>(broker.client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    /** The line of README.md, with other places. */
    private ChildProcess start(String which, KafkaBroker broker, Path claims, Path consumed) throws IOException {
        String command = Files.readString(Repository.root().resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("java ") && line.contains(which))
                .findFirst()
                .orElseThrow()
                .replace("127.0.0.1:9092", broker.address())
                .replace("data/claims", claims.toString())
                .replace(" consumed", " " + consumed);
        var environment = Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Dkafka.brokers=%s -Dclaims=%s -Dconsumer.directory=%s -XX:TieredStopAtLevel=1"
                        .formatted(broker.address(), claims, consumed));
        return ChildProcess.start(
                Repository.root(), home.resolve("example.log"), environment, List.of("bash", "-c", "exec " + command));
    }
}
