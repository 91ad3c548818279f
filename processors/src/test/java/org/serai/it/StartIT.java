package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
