package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user whose password others know, at the door for our own users, with a real Postfix and Dovecot behind it. */
class RatesIT {

    private static final String USER = DovecotServer.USER;
    private static final String OTHER = DovecotServer.OTHER;

    private static SmtpClient login(int port, String user) throws IOException {
        var client = SmtpClient.open(port, InetAddress.getByName("127.0.0.1"));
        assertThat(client.reply()).startsWith("220");
        client.expect("250", "EHLO client.example\r\n");
        SmtpClient secured = client.secured();
        secured.expect("235", "AUTH PLAIN " + base64("\0" + user + "\0" + DovecotServer.PASSWORD) + "\r\n");
        return secured;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] letter(String from, int number) {
        return Wire.bytes("From: " + from + "\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\nMessage-ID: <" + number
                + "@client.example>\r\n\r\ntext " + number + "\r\n");
    }

    @Test
    void aHijackedAccountIsStoppedAtItsLimitAlsoAfterARestart(@TempDir Path home) throws IOException {
        int limit = 5;
        int port = Ports.free();
        try (var dovecot = DovecotServer.start();
                var postfix = postfix(dovecot);
                var serai = SeraiProcess.in(home)
                        .backend(postfix.port())
                        .property("outbound.enabled", true)
                        .property("outbound.port", port)
                        .property("filter.rates.own-users", "messages " + limit + "/1d per user")
                        .start()) {
            try (var client = login(port, USER)) {
                for (int i = 0; i < limit; i++) {
                    assertThat(client.send(USER, OTHER, letter(USER, i))).startsWith("250");
                }
                client.expect("451 4.7.1 Too many messages", "MAIL FROM:<" + USER + ">\r\n");
            }
            try (var client = login(port, USER)) {
                client.expect("451 4.7.1", "MAIL FROM:<" + USER + ">\r\n");
            }
            try (var client = login(port, OTHER)) {
                assertThat(client.send(OTHER, USER, letter(OTHER, 99))).startsWith("250");
            }
            assertThat(serai.awaitLog(0, "has reached")).contains(USER, "messages 5 in 1d per user");
            assertThat(serai.log()).containsOnlyOnce("does somebody else know the password?");
            assertThat(serai.metric("serai_refusals_total{symbol=\"RATES_USER\"}"))
                    .isEqualTo(2);

            assertThat(serai.command("state", "list", "penalized-accounts"))
                    .as("teaches nothing from now on")
                    .contains("\"login " + USER + "\"", "RATES_USER")
                    .doesNotContain(OTHER);

            serai.terminate();
            serai.awaitExit(Duration.ofSeconds(120));
            serai.restart();
            try (var client = login(port, USER)) {
                client.expect("451 4.7.1", "MAIL FROM:<" + USER + ">\r\n");
            }
            assertThat(postfix.delivered()).hasSize(limit + 1);
        }
    }

    private static PostfixBackend postfix(DovecotServer dovecot) {
        String[] sasl = dovecot.asSaslOfPostfix();
        return PostfixBackend.start(sasl[0], sasl[1], sasl[2]);
    }
}
