package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that fall into the penalty box of one Serai, and what the next one knows of them. */
class PenaltyIT {

    private static final String GUILTY = "127.0.0.7";
    private static final String OTHER = "127.0.0.8";

    @TempDir
    private Path home;

    private static SeraiProcess.Setup setUp(Path home) {
        return SeraiProcess.in(home)
                .property("filter.penalty.private-clients", true)
                .property("smtp.tarpit-suspects", "0s")
                .property("smtp.max-connections-per-client", 100);
    }

    private static SmtpClient connect(SeraiProcess serai, String from) throws IOException {
        return SmtpClient.open(serai.port(), InetAddress.getByName(from));
    }

    /** Sixteen attempts to relay, each in a transaction of its own. */
    private static void misbehave(SeraiProcess serai) throws IOException {
        try (var client = connect(serai, GUILTY)) {
            assertThat(client.reply()).startsWith("220");
            client.expect("250", "EHLO client.example\r\n");
            for (int i = 0; i < 16; i++) {
                assertThat(client.say("MAIL FROM:<a@sender.example>\r\n")).startsWith("250");
                assertThat(client.say("RCPT TO:<x@elsewhere.example>\r\n")).matches("(?s)(550|451) .*");
                client.expect("250", "RSET\r\n");
            }
        }
    }

    private static String greeting(SeraiProcess serai, String from) throws IOException {
        try (var client = connect(serai, from)) {
            return client.reply();
        }
    }

    @Test
    void whoMisbehavesIsRefusedAtConnectAlsoAfterARestart() throws IOException {
        try (var serai = setUp(home).start()) {
            misbehave(serai);
            assertThat(greeting(serai, GUILTY)).startsWith("421 4.7.1 Your network has sent too much");
            assertThat(greeting(serai, OTHER)).startsWith("220");
            assertThat(serai.command("penalty", "list", "--plain", "--least", "150"))
                    .isEqualTo(GUILTY + "/32\n");
            assertThat(serai.command("penalty", "list", "--plain", "--least", "200"))
                    .isEmpty();

            serai.kill9();
            serai.awaitExit(Duration.ofSeconds(120));
            serai.restart();

            assertThat(greeting(serai, GUILTY)).startsWith("421 4.7.1");
            assertThat(greeting(serai, OTHER)).startsWith("220");
        }
    }

    @Test
    void twoNodesKnowTheSameClients(@TempDir Path first, @TempDir Path second) throws IOException {
        int one = Ports.free();
        int two = Ports.free();
        String members = "127.0.0.1:" + one + ", 127.0.0.1:" + two;
        try (var a = setUp(first)
                        .property("store.uri", "cluster:")
                        .property("store.cluster.port", one)
                        .property("store.cluster.members", members)
                        .start();
                var b = setUp(second)
                        .property("store.uri", "cluster:")
                        .property("store.cluster.port", two)
                        .property("store.cluster.members", members)
                        .start()) {
            misbehave(a);

            assertThat(greeting(a, GUILTY)).startsWith("421 4.7.1");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(greeting(b, GUILTY)).startsWith("421 4.7.1"));
            assertThat(greeting(b, OTHER)).startsWith("220");
        }
    }
}
