package org.serai.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.serai.dns.Resolvers.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.ConfigException;

class DnsSettingsTest {

    @Test
    void serversAreAddressesWithOrWithoutPort() {
        assertThat(settings("servers", "192.0.2.53, 192.0.2.53:5353, 2001:db8::53, [2001:db8::53], [2001:db8::53]:5353")
                        .servers())
                .map(ServerAddress::toString)
                .containsExactly(
                        "192.0.2.53:53",
                        "192.0.2.53:5353",
                        "[2001:db8:0:0:0:0:0:53]:53",
                        "[2001:db8:0:0:0:0:0:53]:53",
                        "[2001:db8:0:0:0:0:0:53]:5353");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "192.0.2.53:", "192.0.2.53:0", "192.0.2.53:65536", "[192.0.2.53", "dns.example:53"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> settings("servers", text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dns.servers")
                .hasMessageContaining("is not an address such as");
    }

    @Test
    void theLeastTtlIsNotAboveTheMost() {
        assertThatThrownBy(() -> settings("cache-min-ttl", "2h"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dns.cache-min-ttl must not be above dns.cache-max-ttl");
    }
}
