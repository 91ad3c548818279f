package org.serai.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.serai.mail.BytesContent;

/** What tests of quarantine on a topic have in common. */
final class TopicSerai {

    static final Duration LONG = Duration.ofSeconds(60);

    private TopicSerai() {}

    /** What has any finding goes into quarantine. */
    static SeraiProcess.Setup setup(KafkaBroker broker, Path home) {
        return broker.quarantine(SeraiProcess.in(home))
                .property("threshold.tag", "0.1")
                .property("threshold.quarantine", "0.1")
                .property("threshold.reject", "1000")
                .manySessions();
    }

    /** The door opens a moment before the topic is used; what comes between goes by the outbox. */
    static SeraiProcess confirming(SeraiProcess.Setup setup) {
        var serai = setup.start();
        await().atMost(LONG).ignoreExceptions().until(() -> serai.metric("serai_quarantine_topic_up") == 1);
        return serai;
    }

    static String send(SeraiProcess serai, byte[] message) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.patience(LONG);
            return client.send("a@sender.example", SeraiProcess.RCPT, message);
        }
    }

    /** Without a Date, which is a finding. */
    static byte[] message(String subject, byte[] body) {
        byte[] head =
                Wire.bytes("From: a@sender.example\r\nSubject: " + subject + "\r\nCamelKafkaTopic: elsewhere\r\n\r\n");
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    static byte[] message(String subject) {
        return message(subject, Wire.bytes("text\r\n"));
    }

    /** Of the mail, as a reply says it. */
    static String id(String reply) {
        return reply.substring(reply.lastIndexOf("mail ") + 5).replace(")", "").strip();
    }

    static String sha256(byte[] octets) throws IOException {
        return new BytesContent(octets).sha256().hex();
    }

    static JsonNode json(ConsumerRecord<String, byte[]> record, String header) throws IOException {
        return new ObjectMapper().readTree(KafkaBroker.header(record, header));
    }

    /** What the index says. */
    static JsonNode entry(SeraiProcess serai, String id) throws IOException {
        return new ObjectMapper()
                .readTree(serai.command("state", "get", "quarantine", id))
                .path("value");
    }

    /** Names of the files that wait. */
    static List<String> outbox(SeraiProcess serai) throws IOException {
        try (var files = Files.list(serai.data().resolve("outbox/quarantine"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".eml"))
                    .toList();
        }
    }

    static void drained(SeraiProcess serai) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(200)).until(() -> outbox(serai)
                .isEmpty());
    }
}
