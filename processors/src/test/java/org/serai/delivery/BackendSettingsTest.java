package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.ConfigException;
import org.serai.delivery.BackendSettings.Tls;

class BackendSettingsTest {

    @Test
    void defaults() {
        assertThat(Backends.settings())
                .isEqualTo(new BackendSettings(
                        "",
                        40,
                        Duration.ofSeconds(5),
                        100,
                        10,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(240),
                        Duration.ofSeconds(60),
                        true,
                        Tls.OFF,
                        ""));
        assertThat(Backends.settings().address()).isEmpty();
        assertThat(Backends.settings("tls", "starttls-verify").tls()).isEqualTo(Tls.STARTTLS_VERIFY);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://mx.example.org:2525, mx.example.org, 2525",
        "smtp://192.0.2.1, 192.0.2.1, 25",
        "smtp://[2001:db8::1]:26, 2001:db8::1, 26",
        "SMTP://localhost:1, localhost, 1"
    })
    void readsTheAddress(String uri, String host, int port) {
        assertThat(Backends.settings("uri", uri).address())
                .isEqualTo(Optional.of(InetSocketAddress.createUnresolved(host, port)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.org:25",
                "mx.example.org",
                "smtps://mx.example.org",
                "smtp://",
                "smtp://a:99999",
                "smtp://u:p@mx.example.org",
                "smtp://mx.example.org/path",
                "smtp://a b",
                "smtp://mx.example.org:25?x=y"
            })
    void refusesOtherAddresses(String uri) {
        assertThatThrownBy(() -> Backends.settings("uri", uri))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("backend.");
    }

    @ParameterizedTest
    @CsvSource({"max-connections, 0", "messages-per-connection, -1", "acquire-timeout, 0s", "tls, yes"})
    void refusesOtherValues(String name, String value) {
        assertThatThrownBy(() -> Backends.settings(name, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("backend.");
    }
}
