package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a user has written to, and what came before, by the real door, a real DNS server and over a restart. */
class TrustIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String USER = SeraiProcess.RCPT;
    private static final String USERS_CLIENT = "198.51.100.200";
    private static final String FRIEND = "ben@sender.example";

    private int mails;

    @TempDir
    private Path home;

    private static void write(SeraiProcess serai) throws IOException {
        try (var client = Internet.client(serai.port(), USERS_CLIENT, "workstation.example")) {
            assertThat(client.send(USER, FRIEND, Internet.message(USER, "Hello Ben")))
                    .startsWith("250");
        }
    }

    /** The friend's mail, by a client that may send for his domain. */
    private AuditEvent answer(SeraiProcess serai) throws IOException {
        String sender = "bounce" + ++mails + "@sender.example";
        try (var client = Internet.client(serai.port(), Internet.GOOD, "mx.sender.example")) {
            assertThat(client.send(sender, USER, Internet.message(FRIEND, "Hello Anna")))
                    .startsWith("250");
        }
        return AuditEvent.of(serai, sender);
    }

    @Test
    void trustOutlivesARestart() throws Exception {
        try (var internet = Internet.start(Files.createDirectory(home.resolve("dns")));
                var backend = SmtpSink.start();
                var serai = internet.seraiIn(Files.createDirectory(home.resolve("home")))
                        .backend(backend.port())
                        .property("smtp.proxy-networks", "127.0.0.0/8")
                        .property("trusted.networks", USERS_CLIENT)
                        .property("filter.correspondents.networks", USERS_CLIENT)
                        .property("filter.reputation.minimum", 1)
                        .property("filter.reputation.prior", 1)
                        .property("filter.reputation.age", "0s")
                        .start()) {
            Internet.awaitTestOfLists(serai);
            assertThat(answer(serai).symbols())
                    .contains("DMARC_PASS")
                    .noneMatch(symbol -> symbol.startsWith("CORRESPONDENTS") || symbol.startsWith("REPUTATION"));
            write(serai);
            assertThat(answer(serai).symbols()).contains("CORRESPONDENTS_KNOWN");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(answer(serai).symbols()).contains("REPUTATION_GOOD"));

            serai.terminate();
            assertThat(serai.awaitExit(LONG)).as("ended by SIGTERM").isEqualTo(143);
            serai.restart();

            AuditEvent after = answer(serai);
            assertThat(after.symbols()).contains("CORRESPONDENTS_KNOWN", "REPUTATION_GOOD");
            assertThat(after.evidence("REPUTATION_GOOD").path("subject").asText())
                    .isEqualTo("sender.example");
        }
    }
}
