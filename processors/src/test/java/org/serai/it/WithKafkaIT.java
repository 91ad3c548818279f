package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/serai run --with-kafka}, the real command. */
@Timeout(900)
class WithKafkaIT {

    private static final Duration START = Duration.ofSeconds(300);

    @Test
    void whatIsQuarantinedIsOnTheTopicOfItsOwnBroker(@TempDir Path home) throws Exception {
        copy("routes", home);
        copy("config", home);
        int kafka = Ports.freePair();
        int smtp = Ports.free();
        try (var serai = ChildProcess.start(home, home.resolve("out"), environment(home, kafka), command(smtp))) {
            serai.awaitPort(smtp, START);
            byte[] message = message("tried");
            String reply;
            try (var client = SmtpClient.hello(smtp)) {
                reply = client.send("a@sender.example", SeraiProcess.RCPT, message);
            }

            assertThat(reply).startsWith("250 2.6.0");
            String brokers = "127.0.0.1:" + kafka;
            await().atMost(START).ignoreExceptions().untilAsserted(() -> assertThat(
                            KafkaBroker.records(brokers, "mail.quarantine"))
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.key()).isEqualTo(id(reply));
                        assertThat(record.value()).isEqualTo(message);
                    }));
            await().atMost(START).ignoreExceptions().untilAsserted(() -> assertThat(
                            KafkaBroker.records(brokers, "mail.verdicts"))
                    .extracting(ConsumerRecord::key)
                    .contains(id(reply)));

            serai.terminate();
            assertThat(serai.awaitExit(START)).isEqualTo(143);
            await().atMost(START).until(() -> !Ports.answers(kafka));
            // It still writes when it listens no more.
            await().atMost(START).until(() -> ProcessHandle.allProcesses().noneMatch(each -> each.info()
                    .commandLine()
                    .orElse("")
                    .contains(home.resolve("data").toString())));
        }
    }

    private static Map<String, String> environment(Path home, int kafka) {
        return Map.of(
                "SERAI_HOME", home.toString(),
                "SERAI_KAFKA_PORT", String.valueOf(kafka),
                "JAVA_HOME", System.getProperty("java.home"));
    }

    private static List<String> command(int smtp) {
        var out = new ArrayList<String>();
        out.add(Repository.root().resolve("bin/serai").toString());
        out.addAll(List.of("run", "--with-kafka", "-Dsmtp.port=" + smtp));
        Stream.of("outbound.port", "mailbox.port", "http.port", "admin.port")
                .forEach(port -> out.add("-D" + port + "=" + Ports.free()));
        out.addAll(List.of(
                "-Dlocal.domains=" + SeraiProcess.DOMAIN,
                "-Ddns.servers=127.0.0.1:1",
                "-Dfilter.greylist.mode=off",
                "-Dthreshold.quarantine=0.1",
                "-Dthreshold.tag=0.1"));
        return out;
    }

    private static void copy(String directory, Path home) throws Exception {
        Path from = Repository.root().resolve(directory);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve(directory).resolve(from.relativize(file)));
            }
        }
    }
}
