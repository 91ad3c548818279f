package org.serai.filter.clamav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Binder;
import org.serai.config.ConfigException;

class ClamavSettingsTest {

    @Test
    void defaults() {
        assertThat(Binder.defaults(ClamavSettings.class))
                .isEqualTo(new ClamavSettings(
                        List.of(), 10, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(5), 10_000));
        assertThat(Binder.defaults(ClamavFilter.Options.class))
                .isEqualTo(new ClamavFilter.Options(Duration.ofSeconds(45), List.of("Heuristics.", "PUA.")));
    }

    @Test
    void addresses() {
        assertThat(ClamdAddress.parse("tcp://clamd.example:13310").socket())
                .isEqualTo(InetSocketAddress.createUnresolved("clamd.example", 13310));
        assertThat(ClamdAddress.parse("tcp://[::1]").socket())
                .isEqualTo(InetSocketAddress.createUnresolved("::1", 3310));
        assertThat(ClamdAddress.parse("unix:/run/clamav/clamd.ctl").socket())
                .isEqualTo(UnixDomainSocketAddress.of("/run/clamav/clamd.ctl"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:3310",
                "/run/clamav/clamd.ctl",
                "unix:clamd.ctl",
                "tcp:3310",
                "tcp://a:99999",
                "tcp://a/b",
                "tcp://a?b",
                "tcp://user@a",
                "http://a:3310",
                "tcp://a b"
            })
    void whatIsNoneIsRefusedByName(String uri) {
        assertThatThrownBy(() -> Binder.bind(
                        ClamavSettings.class, name -> "clamav." + name, name -> name.equals("uri") ? uri : null))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("clamav.uri = '")
                .hasMessageEndingWith("is not of the form tcp://host:3310 or unix:/path");
    }
}
