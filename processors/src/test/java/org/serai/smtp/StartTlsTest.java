package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** STARTTLS (RFC 3207) and the certificate behind it. */
class StartTlsTest extends DoorFixture {

    @BeforeEach
    void open() throws IOException {
        with();
    }

    @Test
    void encryptsAndBeginsAnew() throws Exception {
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            talk.say("STARTTLS").expect("220 2.0.0");
            SSLSocket tls = talk.startTls();
            X509Certificate certificate = (X509Certificate) tls.getSession().getPeerCertificates()[0];
            assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=mx.test");
            assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
            talk.say("MAIL FROM:<a@b.test>").expect("503");
            assertThat(talk.say("EHLO client.test").reply()).startsWith("250").doesNotContain("STARTTLS");
            talk.say("STARTTLS").expect("503");
            String body = ("z".repeat(70) + "\r\n").repeat(20_000);
            talk.transaction().message(body.stripTrailing()).expect("250");
            assertThat(door.policy.messages.get(0).content()).isEqualTo(body);
            assertThat(door.policy.messages.get(0).mail().envelope().tls()).startsWith("TLSv1.3 TLS_");
            talk.say("QUIT").expect("221").expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 2);
        assertThat(door.server.metrics().tls()).isEqualTo(1);
    }

    @Test
    void forgetsWhatWasSentInTheClear() throws Exception {
        try (Talk talk = door.greeted()) {
            talk.send("STARTTLS\r\nNOOP\r\nEHLO injected.test\r\n").expect("220");
            talk.startTls();
            talk.say("MAIL FROM:<a@b.test>").expect("503");
            talk.say("NOOP").expect("250");
        }
        assertThat(door.policy.asked).noneMatch(mail -> mail.envelope().helo().equals("injected.test"));
    }

    @Test
    void closesWhenTheHandshakeIsNone() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.say("STARTTLS").expect("220");
            talk.say("MAIL FROM:<a@b.test>");
            await().until(() -> door.server.metrics().connections() == 0);
        }
    }

    @Test
    void keepsItsCertificate() throws IOException {
        Path key = directory.resolve("tls/key.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        String before = Files.readString(key);
        door.close();
        with();
        assertThat(key).hasContent(before);
    }

    @Test
    void makesAnotherCertificateForAnotherHostname() throws IOException {
        var made = new SelfSigned(directory.resolve("other"));
        made.ensure("old.test", Instant.now());
        String old = Files.readString(made.certificate());
        made.ensure("OLD.test", Instant.now());
        assertThat(made.certificate()).hasContent(old);
        made.ensure("new.test", Instant.now());
        assertThat(Files.readString(made.certificate())).isNotEqualTo(old);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.key())))
                .isEqualTo("rw-------");

        Files.writeString(made.certificate(), "broken");
        made.ensure("next.test", Instant.now());
        assertThat(made.certificate()).as("what is not ours stays").hasContent("broken");
    }

    @Test
    void loadsAChangedCertificate() throws Exception {
        Path tls = directory.resolve("tls");
        new SelfSigned(directory.resolve("other")).ensure("new.test", Instant.now());
        for (String file : new String[] {"key.pem", "certificate.pem"}) {
            Files.copy(
                    directory.resolve("other").resolve(file), tls.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setLastModifiedTime(tls.resolve("key.pem"), FileTime.fromMillis(1));
        door.tls.reload();
        try (Talk talk = door.greeted()) {
            talk.say("STARTTLS").expect("220");
            assertThat(((X509Certificate) talk.startTls().getSession().getPeerCertificates()[0])
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=new.test");
        }
        Files.writeString(tls.resolve("certificate.pem"), "broken");
        door.tls.reload();
        try (Talk talk = door.greeted()) {
            talk.say("STARTTLS").expect("220");
            talk.startTls();
            talk.say("NOOP").expect("250");
        }
    }

    @Test
    void keepsTheOldCertificateWhileTheKeyIsNotThatOfTheNew() throws Exception {
        var other = new SelfSigned(directory.resolve("other"));
        other.ensure("new.test", Instant.now());
        Path tls = directory.resolve("tls");
        Files.copy(other.certificate(), tls.resolve("certificate.pem"), StandardCopyOption.REPLACE_EXISTING);
        door.tls.reload();
        assertThat(servedName()).isEqualTo("CN=mx.test");
        Files.copy(other.key(), tls.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
        door.tls.reload();
        assertThat(servedName()).isEqualTo("CN=new.test");
    }

    private String servedName() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.say("STARTTLS").expect("220");
            return talk.startTls().getSession().getPeerPrincipal().getName();
        }
    }
}
