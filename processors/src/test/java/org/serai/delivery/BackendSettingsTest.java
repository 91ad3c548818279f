package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Authorities;
import org.serai.config.ConfigException;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.delivery.BackendSettings.Tls;

class BackendSettingsTest {

    @Test
    void defaults() {
        assertThat(Backends.settings())
                .isEqualTo(new BackendSettings(
                        List.of(),
                        List.of(),
                        40,
                        Duration.ofSeconds(5),
                        100,
                        10,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(240),
                        Duration.ofSeconds(60),
                        true,
                        Tls.OFF,
                        new Authorities(List.of()),
                        false,
                        200,
                        Duration.ofMinutes(5)));
        assertThat(Backends.settings().uri()).isEmpty();
        assertThat(Backends.settings("tls", "starttls-verify").tls()).isEqualTo(Tls.STARTTLS_VERIFY);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://mx.example.org:2525, SMTP, mx.example.org, 2525",
        "smtp://192.0.2.1, SMTP, 192.0.2.1, 25",
        "smtp://[2001:db8::1]:26, SMTP, 2001:db8::1, 26",
        "SMTP://localhost:1, SMTP, localhost, 1",
        "lmtp://localhost:24, LMTP, localhost, 24"
    })
    void readsTheAddress(String uri, Protocol protocol, String host, int port) {
        var address = new BackendAddress(protocol, InetSocketAddress.createUnresolved(host, port));
        assertThat(Backends.settings("uri", uri).uri()).containsExactly(address);
        assertThat(BackendAddress.parse(address.toString())).isEqualTo(address);
    }

    @Test
    void readsSeveralAndThoseOfDomains() {
        var a = BackendAddress.parse("smtp://a");
        var b = BackendAddress.parse("lmtp://b:24");
        var settings = Backends.settings(
                "uri",
                "smtp://a, lmtp://b:24",
                "domains",
                "One.example=smtp://a, one.example = lmtp://b:24, b\u00fccher.example=smtp://a");
        assertThat(settings.uri()).containsExactly(a, b);
        assertThat(settings.addressesByDomain())
                .containsOnly(
                        Map.entry("one.example", List.of(a, b)),
                        Map.entry("b\u00fccher.example", List.of(a)),
                        Map.entry("xn--bcher-kva.example", List.of(a)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one.example", "=smtp://a", "one.example=http://a", "one.example=smtp://a;b"})
    void refusesOtherDomains(String entry) {
        assertThatThrownBy(() -> Backends.settings("domains", entry))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("backend.domains");
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
                "smtp://mx.example.org:25?x=y",
                "lmtp://mx.example.org",
                "smtp://mx.example.org:0",
                "127.0.0.1:25",
                "smtp://a, smtps://b"
            })
    void refusesOtherAddresses(String uri) {
        assertThatThrownBy(() -> Backends.settings("uri", uri))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("backend.uri = '" + uri + "': ")
                .hasMessageEndingWith("is not of the form smtp://host:port or lmtp://host:port");
    }

    @ParameterizedTest
    @CsvSource({"max-connections, 0", "messages-per-connection, -1", "acquire-timeout, 0s", "tls, yes"})
    void refusesOtherValues(String name, String value) {
        assertThatThrownBy(() -> Backends.settings(name, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("backend.");
    }
}
