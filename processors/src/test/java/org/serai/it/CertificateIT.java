package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.TrustAnyone;

/** The certificate is renewed on disk while Serai runs: by STARTTLS, and where TLS begins at once. */
class CertificateIT {

    private static final String REFUSED = "cannot load the changed certificate";

    @Test
    void aNewOneServesTheNextSessionAndABrokenOneNobody(@TempDir Path home) throws IOException {
        Pem served = Pem.make(home.resolve("served"), "one.example");
        Pem second = Pem.make(home.resolve("second"), "two.example");
        Pem third = Pem.make(home.resolve("third"), "three.example");
        int tlsPort = Ports.free();
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("smtp.tls.certificate", served.certificate())
                        .property("smtp.tls.key", served.key())
                        .property("outbound.enabled", true)
                        .property("outbound.port", Ports.free())
                        .property("outbound.tls-port", tlsPort)
                        .start();
                var open = SmtpClient.hello(serai.port()).secured()) {
            assertThat(open.peer()).isEqualTo("CN=one.example");
            open.data("a@sender.example", SeraiProcess.RCPT).write("From: a@sender.example\r\n");

            Pem.replace(served.certificate(), second.certificate());
            Pem.replace(served.key(), second.key());
            awaitPeer("CN=two.example", serai.port());
            assertThat(implicit(tlsPort)).isEqualTo("CN=two.example");
            assertThat(open.say("\r\ntext\r\n.\r\n")).startsWith("250");
            assertThat(sink.messages()).hasSize(1);

            int mark = serai.log().length();
            Files.writeString(served.certificate(), "broken");
            assertThat(serai.awaitLog(mark, REFUSED)).contains("WARN").contains(served.certificate() + "");
            assertThat(peer(serai.port())).isEqualTo("CN=two.example");

            mark = serai.log().length();
            Pem.replace(served.certificate(), third.certificate());
            assertThat(serai.awaitLog(mark, REFUSED)).contains("WARN").contains("key");
            assertThat(peer(serai.port())).isEqualTo("CN=two.example");
            assertThat(implicit(tlsPort)).isEqualTo("CN=two.example");

            Pem.replace(served.key(), third.key());
            awaitPeer("CN=three.example", serai.port());
        }
    }

    @Test
    void aSecondHandshakeEndsTheSession(@TempDir Path home) throws IOException {
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home).backend(sink.port()).start();
                var client = SmtpClient.hello(serai.port())) {
            client.expect("220", "STARTTLS\r\n");
            client.startTls(TrustAnyone.context());
            client.handshake("TLSv1.2");
            client.expect("250", "EHLO client.example\r\n");

            client.handshake("TLSv1.2");

            assertThat(client.closed()).isTrue();
        }
    }

    private static void awaitPeer(String name, int port) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(peer(port)).isEqualTo(name));
    }

    private static String peer(int port) throws IOException {
        try (var client = SmtpClient.hello(port).secured()) {
            return client.peer();
        }
    }

    private static String implicit(int port) throws IOException {
        try (var client = SmtpClient.open(port)) {
            client.startTls(TrustAnyone.context());
            assertThat(client.reply()).startsWith("220");
            return client.peer();
        }
    }
}
