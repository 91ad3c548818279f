package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.serai.mail.Content;

@Timeout(120)
class StartTlsTest {

    private static final Content HELLO = Letters.content("hello\r\n");

    private FakeBackend backend;
    private Path authority;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        X509Certificate certificate = certificate(keys, "localhost");
        authority = folder.resolve("ca.pem");
        Files.writeString(
                authority,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", keys.getPrivate(), new char[0], new Certificate[] {certificate});
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        backend = new FakeBackend();
        backend.tls = context;
        backend.extensions = List.of("PIPELINING", "STARTTLS");
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    private InetSocketAddress named(String host) {
        return InetSocketAddress.createUnresolved(host, backend.address().getPort());
    }

    @Test
    void takesAnyCertificateAndGreetsAgain() throws Exception {
        try (var client = new Backends(named("127.0.0.1"), "tls", "starttls")) {
            assertThat(client.send("m", HELLO, "a@example.org").positive()).isTrue();
            assertThat(backend.log)
                    .startsWith(
                            "EHLO serai.example", "STARTTLS", "EHLO serai.example", "MAIL FROM:<sender@example.net>");
        }
    }

    @Test
    void verifiesNameAndChain() throws Exception {
        String file = authority.toString();
        try (var client = new Backends(named("localhost"), "tls", "starttls-verify", "tls-ca-file", file)) {
            assertThat(client.send("m", HELLO, "a@example.org").positive()).isTrue();
        }
        try (var client = new Backends(named("127.0.0.1"), "tls", "starttls-verify", "tls-ca-file", file)) {
            assertThat(client.send("n", HELLO, "a@example.org").toString()).startsWith("451 4.3.5 ");
        }
        try (var client = new Backends(named("localhost"), "tls", "starttls-verify")) {
            assertThat(client.send("o", HELLO, "a@example.org").toString()).startsWith("451 4.3.5 ");
            assertThat(client.delivery.metrics().alerts().sum()).isEqualTo(1);
        }
        assertThat(backend.messages).hasSize(1);
    }

    @Test
    void neverGoesOnInTheClear() throws Exception {
        try (var client = new Backends(named("localhost"), "tls", "starttls")) {
            backend.once("STARTTLS", "454 4.7.0 not now");
            assertThat(client.send("m", HELLO, "a@example.org").toString()).startsWith("451 4.3.5 ");
            backend.extensions = List.of("PIPELINING");
            assertThat(client.send("n", HELLO, "a@example.org").toString()).startsWith("451 4.3.5 ");
        }
        assertThat(backend.commands("MAIL")).isEmpty();
    }

    @Test
    void dropsRepliesInjectedBeforeTheHandshake() throws Exception {
        backend.on("STARTTLS", "220 go\r\n250-injected\r\n250 SIZE 1\r\n250-half");
        try (var client = new Backends(named("localhost"), "tls", "starttls")) {
            assertThat(client.send("m", HELLO, "a@example.org")).hasToString("250 2.0.0 queued");
        }
        assertThat(backend.messages).hasSize(1);
    }

    private static X509Certificate certificate(KeyPair keys, String host) throws Exception {
        Instant now = Instant.now();
        var name = new X500Name("CN=" + host);
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(1, ChronoUnit.DAYS)),
                Date.from(now.plus(1, ChronoUnit.DAYS)),
                name,
                keys.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
