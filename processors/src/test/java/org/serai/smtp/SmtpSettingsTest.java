package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.config.Plain;
import org.serai.config.Size;
import org.serai.smtp.SmtpSettings.BareNewline;
import org.serai.smtp.SubmissionSettings.SenderLogin;

class SmtpSettingsTest {

    @Test
    void defaults() {
        assertThat(Binder.defaults(SmtpSettings.class))
                .isEqualTo(new SmtpSettings(
                        "0.0.0.0",
                        2525,
                        new HostName(""),
                        new Size(50 << 20),
                        List.of(),
                        1000,
                        20,
                        1000,
                        20,
                        100,
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(10),
                        500,
                        Duration.ofSeconds(60),
                        new Size(2048),
                        new Size(100 << 10),
                        BareNewline.NORMALIZE,
                        true,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(280),
                        Duration.ofSeconds(25),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofSeconds(2),
                        2.5,
                        true,
                        32,
                        1000));
        assertThat(Binder.defaults(SpoolSettings.class))
                .isEqualTo(new SpoolSettings(new Size(256 << 10), new Size(64 << 20), new Size(1 << 30)));
        assertThat(Binder.defaults(SubmissionSettings.class))
                .isEqualTo(new SubmissionSettings(
                        false,
                        "0.0.0.0",
                        2587,
                        0,
                        3,
                        10,
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(30),
                        SenderLogin.ADDRESS));
        assertThat(Binder.defaults(TlsSettings.class)).isEqualTo(new TlsSettings(true, "", ""));
    }

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> bind(Map.of("max-connections", "0")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("smtp.max-connections = '0': must be at least 1; the default is 1000");
        assertThatThrownBy(() -> bind(Map.of("port", "tcp://10.0.0.1:2525")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("smtp.port");
        assertThatThrownBy(() -> bind(Map.of("queue", "0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("smtp.queue = '0': must be at least 1");
        assertThatThrownBy(() -> bind(Map.of("port", "70000"))).isInstanceOf(ConfigException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org",
        "MX1, mx1",
        "mx.bücher.example, mx.xn--bcher-kva.example",
        "[192.0.2.1], [192.0.2.1]",
        "[IPv6:2001:db8::1], [IPv6:2001:db8::1]"
    })
    void hostnames(String said, String name) {
        assertThat(bind(Map.of("hostname", said)).hostname()).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ö_x",
                "my_host",
                "-mx.example",
                "mx-.example",
                "mx..example",
                "mx.example.",
                "a b",
                "mx.example\r\n250",
                "192.0.2.1",
                "2001:db8::1",
                "[mx.example]",
                "[2001:db8::1]",
                "straße.example",
                "."
            })
    void noHostnames(String said) {
        assertThatThrownBy(() -> bind(Map.of("hostname", said)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "smtp.hostname = '" + Plain.text(said) + "': must be letters, digits and hyphens");
    }

    private static SmtpSettings bind(Map<String, String> values) {
        return Binder.bind(SmtpSettings.class, name -> "smtp." + name, values::get);
    }
}
