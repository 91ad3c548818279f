package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.learn.Model;

/** Reports of users through the real door: learned, answered truthfully, on disk, and at no backend. */
class ReportIT {

    static final String USER = "127.0.0.9";

    static String report(String... parts) {
        var out =
                new StringBuilder("From: anna@" + SeraiProcess.DOMAIN + "\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n"
                        + "Message-ID: <r@client.example>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=\"=x\"\r\n\r\n--=x\r\n\r\nThis came today.\r\n");
        for (String part : parts) {
            out.append("--=x\r\n").append(part).append("\r\n");
        }
        return out + "--=x--\r\n";
    }

    static String attached(String message) {
        return "Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + message;
    }

    /** As Outlook does. */
    private static String inBase64(String message) {
        return "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(Wire.bytes(message));
    }

    static SmtpClient user(SeraiProcess serai) throws Exception {
        var client = SmtpClient.open(serai.port(), InetAddress.getByName(USER));
        assertThat(client.reply()).startsWith("220");
        client.expect("250", "EHLO client.example\r\n");
        return client;
    }

    static String send(SmtpClient client, String to, String message) throws Exception {
        client.data("anna@" + SeraiProcess.DOMAIN, to).write(Wire.data(Wire.bytes(message)));
        return client.reply();
    }

    /** Neither overwrites what the other has learned. */
    @Test
    void trainingBesideItIsLearnedByBoth(@TempDir Path home, @TempDir Path spam) throws Exception {
        for (int i = 10; i < 15; i++) {
            Files.write(spam.resolve(i + ".eml"), Wire.bytes(Learned.message(i)));
        }
        try (var serai =
                        SeraiProcess.in(home).property("trusted.networks", USER).start();
                var client = user(serai)) {
            assertThat(send(client, "spam@serai.local", report(attached(Learned.message(1)))))
                    .contains("1 learned as spam");
            Path target = Repository.root().resolve("processors/target");
            String said = ChildProcess.run(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-cp",
                    target + "/classes:" + target + "/lib/*",
                    "org.serai.Main",
                    "train",
                    "--in-order",
                    "-Ddata.dir=" + serai.data(),
                    "-Dconfig.dir=" + home.resolve("config"),
                    "-Droutes.dir=" + home.resolve("routes"),
                    "--spam",
                    spam.toString());
            assertThat(said).contains("learned 5,", "the model knows 6 spam");
            assertThat(send(
                            client,
                            "spam@serai.local",
                            report(attached(Learned.message(12)), attached(Learned.message(2)))))
                    .contains("1 known as spam before", "1 learned as spam");
            assertThat(Learned.model(serai).spam()).isEqualTo(7);
        }
    }

    @Test
    void aUserTeachesByReports(@TempDir Path home) throws Exception {
        try (var backend = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(backend.port())
                        .property("trusted.networks", USER)
                        .property("learn.report.ham", "no-spam@" + SeraiProcess.DOMAIN)
                        .start()) {
            try (var client = user(serai)) {
                assertThat(send(
                                client,
                                "spam@serai.local",
                                report(attached(Learned.message(1)), inBase64(Learned.message(2)))))
                        .startsWith("250 2.0.0 Report taken: 2 learned as spam");
                assertThat(Learned.model(serai).spam()).isEqualTo(2);
                assertThat(send(client, "spam@serai.local", report(attached(Learned.message(1)))))
                        .startsWith("250 2.0.0 Report taken: 1 known as spam before");
                assertThat(send(client, "no-spam@" + SeraiProcess.DOMAIN, report(attached(Learned.message(2)))))
                        .startsWith("250 2.0.0 Report taken: 1 learned as ham, no longer as spam");
                assertThat(send(client, "no-spam@" + SeraiProcess.DOMAIN, report(attached(Learned.message(3)))))
                        .startsWith("250 2.0.0 Report taken: 1 learned as ham");
                assertThat(send(client, "forget@serai.local", report(attached(Learned.message(3)))))
                        .startsWith("250 2.0.0 Report taken: 1 forgotten");
                assertThat(send(
                                client,
                                "forget@serai.local",
                                report(attached(
                                        Learned.message(1).replace("Message-ID", "X-Mailer: m\r\nMessage-ID")))))
                        .contains("1 learned before in another form, which stays as it was");
                assertThat(send(client, "spam@serai.local", Learned.message(4)))
                        .startsWith("550 5.6.0 Please forward the message as an attachment");
            }
            try (var stranger = SmtpClient.hello(serai.port())) {
                stranger.expect("250", "MAIL FROM:<anna@" + SeraiProcess.DOMAIN + ">\r\n");
                stranger.expect("550 5.7.1", "RCPT TO:<no-spam@" + SeraiProcess.DOMAIN + ">\r\n");
                stranger.expect("550 5.7.1", "RCPT TO:<spam@serai.local>\r\n");
            }

            Model model = Learned.model(serai);
            assertThat(model.spam()).isEqualTo(1);
            assertThat(model.ham()).isEqualTo(1);
            Learned.assertLearned(model, Learned.message(1), true);
            Learned.assertLearned(model, Learned.message(2), false);
            assertThat(backend.messages()).isEmpty();
            await().untilAsserted(() -> assertThat(serai.verdicts("anna@" + SeraiProcess.DOMAIN))
                    .anySatisfy(
                            event -> assertThat(event.path("reply").asText()).contains("2 learned as spam")));
        }
    }
}
