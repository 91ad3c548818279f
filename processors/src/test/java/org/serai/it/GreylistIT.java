package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders who are told to come again, by the real door: over a restart, and on two nodes. */
class GreylistIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SENDER = "anna@sender.example";
    private static final String OTHER = "other@" + SeraiProcess.DOMAIN;

    @TempDir
    private Path home;

    private SeraiProcess.Setup setup(String name, String scope) throws IOException {
        return SeraiProcess.in(Files.createDirectory(home.resolve(name)))
                .property("filter.greylist.mode", "score")
                .property("filter.greylist.scope", scope)
                .property("filter.greylist.delay", "2s");
    }

    /** The node of a cluster at one of two ports. Two of its clients must come within the delay. */
    private SeraiProcess.Setup node(int port, int other) throws IOException {
        return setup("node-" + port, "all")
                .property("filter.greylist.delay", "10s")
                .property("store.uri", "cluster:")
                .property("store.cluster.bind-address", "127.0.0.1")
                .property("store.cluster.port", port)
                .property("store.cluster.members", "127.0.0.1:" + port + ", 127.0.0.1:" + other);
    }

    private static String rcpt(SeraiProcess serai, String recipient) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<" + SENDER + ">\r\n");
            return client.say("RCPT TO:<" + recipient + ">\r\n");
        }
    }

    private static void awaitRcpt(SeraiProcess serai) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(rcpt(serai, SeraiProcess.RCPT)).startsWith("250"));
    }

    @Test
    void whoWasPutOffBeforeARestartComesAgainAfterIt() throws Exception {
        try (var serai = setup("home", "all").start()) {
            assertThat(rcpt(serai, SeraiProcess.RCPT)).startsWith("451 4.7.1 Please try again later (mail ");
            serai.terminate();
            assertThat(serai.awaitExit(LONG)).as("ended by SIGTERM").isEqualTo(143);
            serai.restart();
            awaitRcpt(serai);
            serai.terminate();
            assertThat(serai.awaitExit(LONG)).as("ended by SIGTERM").isEqualTo(143);
            serai.restart();

            assertThat(rcpt(serai, SeraiProcess.RCPT)).as("who passed").startsWith("250");
            assertThat(rcpt(serai, OTHER)).startsWith("451 4.7.1");
        }
    }

    @Test
    void whoWasPutOffByOneNodePassesAtAnother() throws Exception {
        int one = Ports.free();
        int other = Ports.free();
        try (var first = node(one, other).start();
                var second = node(other, one).start()) {
            first.awaitHealth("127.0.0.1:" + other);
            assertThat(rcpt(first, SeraiProcess.RCPT)).startsWith("451 4.7.1");
            awaitRcpt(second);
            assertThat(rcpt(first, SeraiProcess.RCPT)).startsWith("250");
            assertThat(rcpt(second, OTHER)).startsWith("451 4.7.1");
            assertThat(rcpt(first, OTHER)).startsWith("451 4.7.1");
        }
    }

    @Test
    void suspiciousMailIsPutOffAfterItsContent() throws Exception {
        byte[] message = Wire.bytes("From: " + SENDER + "\r\nSubject: no date, no id\r\n\r\ntext\r\n");
        try (var serai = setup("home", "suspicious").start()) {
            assertThat(send(serai, message)).startsWith("451 4.7.1 Please try again later (mail ");
            var event = AuditEvent.of(serai, SENDER);
            assertThat(event.disposition()).isEqualTo("DEFER");
            assertThat(event.evidence("GREYLIST_NEW").path("triplet").asText())
                    .isEqualTo("127.0.0.0/24 " + SENDER + " " + SeraiProcess.RCPT);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(send(serai, message)).startsWith("250"));
        }
    }

    /** By a client whose name is none. */
    private static String send(SeraiProcess serai, byte[] message) throws IOException {
        try (var client = SmtpClient.greeted(serai.port())) {
            client.expect("250", "EHLO 192.0.2.1\r\n");
            return client.send(SENDER, SeraiProcess.RCPT, message);
        }
    }
}
