package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.confirming;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;
import static org.serai.it.TopicSerai.send;
import static org.serai.it.TopicSerai.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/serai audit verify}, the real command, over losses that somebody has planted. */
@Timeout(300)
class AuditIT {

    private static final String NONE = "difference: none";

    @TempDir
    private Path home;

    private static byte[] large(String subject) {
        return message(subject, Wire.bytes("large\r\n".repeat(1000)));
    }

    /** A second between two, so that a time can lie there. */
    private static String later(SeraiProcess serai, byte[] message) throws IOException {
        await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        return id(send(serai, message));
    }

    private static void hasGoneOn(SeraiProcess serai) {
        await().atMost(LONG).ignoreExceptions().until(() -> serai.metric("serai_journal_behind_bytes") == 0);
    }

    private static void changed(Path file) throws IOException {
        Files.write(file, Wire.bytes("more\r\n"), StandardOpenOption.APPEND);
    }

    /** What the command names, by mail id. */
    private static Map<String, String> named(SeraiProcess.Said said) {
        return said.text()
                .lines()
                .filter(line -> line.matches("[0-9a-z]{16} {2}.*"))
                .collect(Collectors.toMap(line -> line.substring(0, 16), line -> line.substring(18)));
    }

    @Test
    void filesThatAreGoneOrChangedAreNamed() throws Exception {
        try (var serai = SeraiProcess.in(home)
                .property("threshold.tag", "0.1")
                .property("threshold.quarantine", "0.1")
                .property("threshold.reject", "1000")
                .start()) {
            String whole = id(send(serai, message("whole")));
            String gone = id(send(serai, message("gone")));
            String changed = later(serai, message("changed"));
            String unlisted = later(serai, message("unlisted"));
            hasGoneOn(serai);

            SeraiProcess.Said before = serai.script("audit", "verify");
            assertThat(before.text()).contains("4  quarantined", NONE);
            assertThat(before.status()).isZero();

            Path quarantine = serai.data().resolve("quarantine");
            Files.delete(quarantine.resolve(gone + ".eml"));
            changed(quarantine.resolve(changed + ".eml"));
            try (var trail = Files.list(serai.data().resolve("audit"))) {
                for (Path file : trail.toList()) {
                    List<String> lines = Files.readAllLines(file);
                    lines.removeIf(line -> line.contains(unlisted));
                    Files.write(file, lines);
                }
            }
            SeraiProcess.Said after = serai.script("audit", "verify");
            assertThat(after.status()).isEqualTo(1);
            assertThat(after.text())
                    .contains("4  quarantined", "differences: 3")
                    .doesNotContain(whole, NONE);
            Map<String, String> named = named(after);
            assertThat(named).containsOnlyKeys(gone, changed, unlisted);
            assertThat(named.get(gone)).contains("the sender was told 250", "not in quarantine");
            assertThat(named.get(changed)).contains("the sender was told 250", "is not what came: SHA-256");
            assertThat(named.get(unlisted)).contains("not in the audit trail");

            // Of a stretch those alone that lie in it.
            String time = serai.verdicts("a@sender.example").stream()
                    .filter(event -> event.path("id").asText().equals(changed))
                    .findFirst()
                    .orElseThrow()
                    .path("time")
                    .asText();
            SeraiProcess.Said early = serai.script("audit", "verify", "--until", time);
            assertThat(named(early)).containsOnlyKeys(gone);
            assertThat(early.text()).contains("2  quarantined");
            SeraiProcess.Said late = serai.script("audit", "verify", "--since", time);
            assertThat(named(late)).containsOnlyKeys(changed, unlisted);
            assertThat(late.text()).contains("2  quarantined");
        }
    }

    @Test
    void recordsAndClaimsThatAreGoneOrChangedAreNamed(@TempDir Path kafka) throws Exception {
        try (var broker = KafkaBroker.start(kafka);
                var serai = confirming(setup(broker, home)
                        .property("kafka.max-inline-size", "1KB")
                        .property("audit.uri", "kafka:mail.verdicts"))) {
            String whole = id(send(serai, message("whole")));
            String claimed = id(send(serai, large("whole as well")));
            String otherValue = id(send(serai, message("other value")));
            String otherHeader = id(send(serai, message("other header")));
            String noRecord = id(send(serai, message("no record")));
            String noClaim = id(send(serai, large("no claim")));
            String otherClaim = id(send(serai, large("other claim")));
            hasGoneOn(serai);

            SeraiProcess.Said before = serai.script("audit", "verify");
            assertThat(before.text()).contains("7  quarantined", NONE);
            assertThat(before.status()).isZero();

            // As it says of itself it is what came.
            again(broker, record(broker, otherValue), Wire.bytes("From: a@sender.example\r\n\r\nforged\r\n"), null);
            ConsumerRecord<String, byte[]> same = record(broker, otherHeader);
            again(broker, same, same.value(), "0".repeat(64));
            again(broker, record(broker, noRecord), null, null);
            Path claims = serai.data().resolve("claims");
            Files.delete(claims.resolve(noClaim + ".eml"));
            changed(claims.resolve(otherClaim + ".eml"));

            SeraiProcess.Said after = serai.script("audit", "verify");
            assertThat(after.status()).isEqualTo(1);
            assertThat(after.text())
                    .contains("7  quarantined", "differences: 5")
                    .doesNotContain(whole, claimed, NONE);
            Map<String, String> named = named(after);
            assertThat(named).containsOnlyKeys(otherValue, otherHeader, noRecord, noClaim, otherClaim);
            assertThat(named.get(otherValue)).contains("what lies in quarantine is not what came");
            assertThat(named.get(otherHeader)).contains("the header of its record is not what came");
            assertThat(named.get(noRecord)).contains("it is not in quarantine");
            assertThat(named.get(noClaim)).contains("its claim is not in the claim store");
            assertThat(named.get(otherClaim)).contains("its claim is not what came");
        }
    }

    private static ConsumerRecord<String, byte[]> record(KafkaBroker broker, String id) {
        return broker.records("mail.quarantine").stream()
                .filter(record -> record.key().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The same record with another value, or with another header {@code sha256}. */
    private static void again(
            KafkaBroker broker, ConsumerRecord<String, byte[]> record, byte @Nullable [] value, @Nullable String sha256)
            throws Exception {
        var sent = new ProducerRecord<>(record.topic(), null, record.key(), value, record.headers());
        if (sha256 != null) {
            sent.headers().remove("sha256").add("sha256", Wire.bytes(sha256));
        }
        try (var producer = new KafkaProducer<>(broker.client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(sent).get();
        }
    }
}
