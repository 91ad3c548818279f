package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start that cannot do what was asked fails at once, naming the property. */
class StartIT {

    @Test
    void aServiceLinkIsNotAPort(@TempDir Path home) {
        String said = SeraiProcess.in(home)
                .without("smtp.port")
                .environment("SMTP_PORT", "tcp://10.0.0.1:2525")
                .refusal();

        assertThat(said)
                .contains("smtp.port", "SMTP_PORT", "tcp://10.0.0.1:2525")
                .doesNotContain("\tat ");
    }

    @Test
    void aBusySmtpPortIsNamed(@TempDir Path home) throws IOException {
        try (var other = SmtpSink.start()) {
            String said =
                    SeraiProcess.in(home).property("smtp.port", other.port()).refusal();

            assertThat(said)
                    .contains("smtp.port", Integer.toString(other.port()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aBusyHttpPortIsNamed(@TempDir Path home) throws IOException {
        try (var other = SmtpSink.start()) {
            String said =
                    SeraiProcess.in(home).property("http.port", other.port()).refusal();

            assertThat(said)
                    .contains("http.port", Integer.toString(other.port()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anUnknownPropertyIsNamed(@TempDir Path home) {
        String said = SeraiProcess.in(home).property("smtp.max-conections", 5).refusal();

        assertThat(said).contains("smtp.max-conections", "smtp.max-connections").doesNotContain("\tat ");
    }

    @Test
    void aValueThatDoesNotConvertIsNamed(@TempDir Path home) {
        String said =
                SeraiProcess.in(home).property("smtp.idle-timeout", "soon").refusal();

        assertThat(said).contains("smtp.idle-timeout", "soon").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "data.dir, config/serai.properties, config/serai.properties/journal",
        "smtp.host, 203.0.113.1, this machine has no such address",
        "mailbox.port, 80801, must be 1 to 65535",
        "smtp.host, ::1, an IPv6 address stands in brackets",
        "smtp.hostname, ö_x, 'letters, digits and hyphens'",
        "backend.uri, 127.0.0.1:25, not of the form smtp://host:port",
        "filter.helo.mode, enforced, 'must be one of enforce, monitor, off, score'",
        "smtp.tls.key, /no/key.pem, set both",
        "audit.uri, file:config/serai.properties, it is no directory",
        "routes.dir, nowhere, there is no directory"
    })
    void whatIsWrongIsSaidInOneLine(String property, String value, String told, @TempDir Path home) {
        String said = SeraiProcess.in(home).property(property, value).refusal();

        assertThat(said.lines().filter(line -> !line.contains(" WARN ")))
                .singleElement()
                .asString()
                .startsWith("serai: " + property + " (-D" + property + ")")
                .contains(told);
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsNamed(@TempDir Path home) throws IOException {
        Pem one = Pem.make(home.resolve("one"), "one.example");
        Pem two = Pem.make(home.resolve("two"), "two.example");

        assertThat(SeraiProcess.in(home)
                        .property("smtp.tls.certificate", one.certificate())
                        .property("smtp.tls.key", two.key())
                        .refusal())
                .startsWith("serai: smtp.tls.certificate (-Dsmtp.tls.certificate) = " + one.certificate())
                .endsWith("this key is not that of the certificate\n");
    }

    @Test
    void aBrokenListenerIsNamedWithItsLine(@TempDir Path home) throws IOException {
        var setup = SeraiProcess.in(home);
        Path listener = home.resolve("routes/listeners/smtp.camel.yaml");
        Files.writeString(listener, Files.readString(listener).replace("serai:policy", "serai:polizy"));

        assertThat(setup.refusal().lines().filter(line -> !line.contains(" WARN ")))
                .containsExactly(
                        "serai: " + listener
                                + ":14: there is no step serai:polizy; did you mean 'policy'? There are: admin-delete, admin-guard, admin-list, admin-message, admin-purge, admin-release, admin-show, admin-train, cloud-event, learn-mail, learn-record, mailbox, policy, quarantine-sweep, trail");
    }

    @Test
    void theCommandLineStandsAboveTheEnvironment(@TempDir Path home) {
        var setup = SeraiProcess.in(home).environment("SMTP_PORT", "tcp://10.0.0.1:2525");
        try (var serai = setup.start()) {
            assertThat(serai.alive()).isTrue();
        }
    }

    @Test
    void theEnvironmentStandsAboveTheFile(@TempDir Path home) throws IOException {
        int port = Ports.free();
        try (var serai = SeraiProcess.in(home)
                .without("smtp.port")
                .environment("SMTP_PORT", Integer.toString(port))
                .startOn(port)) {
            SmtpClient.hello(port).close();
            assertThat(serai.alive()).isTrue();
        }
    }
}
