package org.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "255.255.255.255, 255.255.255.255",
        "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
        "::, 0:0:0:0:0:0:0:0",
        "::ffff:192.0.2.1, 192.0.2.1"
    })
    void readsAddresses(String text, String address) {
        assertThat(Network.literal(text).getHostAddress()).isEqualTo(address);
    }

    /** Each of these would be asked for in the DNS, or be read as something else, by InetAddress.getByName. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "300.1.1.1",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1.2.3.4.5",
                "1.2.3.0004",
                "16909060",
                "0x1.2.3.4",
                "a",
                "localhost",
                ".:",
                ":",
                ":::",
                "1::2::3",
                "g::1",
                "::1%lo",
                "[::1]",
                "1.2.3.٤",
                "fe80::1%eth0",
                "12345::1"
            })
    void readsNothingElse(String text) {
        assertThatThrownBy(() -> Network.literal(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
