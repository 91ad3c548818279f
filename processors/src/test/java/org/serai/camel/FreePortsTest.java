package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.config.ConfigException;
import org.serai.config.Settings;

class FreePortsTest {

    private final FreePorts ports =
            new FreePorts(Settings.load(Sections.all(), Path.of("none"), Map.of(), new Properties()));

    @Test
    void oneThatSomebodyListensOnIsNamed() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> ports.take("smtp.host", "0.0.0.0", "smtp.port", port))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("smtp.port = " + port + ": cannot listen on 0.0.0.0:" + port)
                    .hasMessageEndingWith("free the port or set another one with -Dsmtp.port=...");
        }
    }

    @Test
    void twoOfOurOwnThatAreTheSameAreNamed() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ports.take("smtp.host", "0.0.0.0", "smtp.port", port);

        assertThatThrownBy(() -> ports.take("http.host", "127.0.0.1", "http.port", port))
                .isInstanceOf(ConfigException.class)
                .hasMessage("http.port = " + port + ": this is the port of smtp.port too");
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, this machine has no such address",
        "'', this machine has no such address",
        "::1, 'an IPv6 address stands in brackets, [::1]'"
    })
    void anAddressThatCannotBeListenedOnIsNamed(String host, String told) {
        assertThatThrownBy(() -> ports.take("smtp.host", host, "smtp.port", 2525))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("smtp.host = '" + host + "': ")
                .hasMessageContaining(told);
    }
}
