package org.serai.identity.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.dns.Addresses;
import org.serai.mail.Network;

class MacroStringTest {

    private static String expand(String text, String client) {
        var letters = new Letters(
                Network.literal(client),
                "strong-bad",
                "email.example.com",
                "mx.example.net",
                "mx.example.org",
                1795521600);
        return MacroString.explanation(text)
                .expand(letter -> letters.value(letter, "email.example.com", "mx.example.com"));
    }

    /** Section 7.4 of RFC 7208. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    %{s},       strong-bad@email.example.com
                    %{o},       email.example.com
                    %{d},       email.example.com
                    %{d4},      email.example.com
                    %{d3},      email.example.com
                    %{d2},      example.com
                    %{d1},      com
                    %{dr},      com.example.email
                    %{d2r},     example.email
                    %{l},       strong-bad
                    %{l-},      strong.bad
                    %{lr},      strong-bad
                    %{lr-},     bad.strong
                    %{l1r-},    strong
                    %{ir}.%{v}._spf.%{d2},              3.2.0.192.in-addr._spf.example.com
                    %{lr-}.lp._spf.%{d2},               bad.strong.lp._spf.example.com
                    %{lr-}.lp.%{ir}.%{v}._spf.%{d2},    bad.strong.lp.3.2.0.192.in-addr._spf.example.com
                    %{ir}.%{v}.%{l1r-}.lp._spf.%{d2},   3.2.0.192.in-addr.strong.lp._spf.example.com
                    %{d2}.trusted-domains.example.net,  example.com.trusted-domains.example.net
                    %{p},       mx.example.com
                    %{h} %{r} %{c} %{t},                mx.example.net mx.example.org 192.0.2.3 1795521600
                    %%%_%-,     % %20
                    %{S},       strong-bad%40email.example.com
                    """)
    void examplesOfTheRfc(String text, String expanded) {
        assertThat(expand(text, "192.0.2.3")).isEqualTo(expanded);
    }

    @Test
    void anIpv6AddressIsItsNibbles() {
        assertThat(expand("%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01"))
                .isEqualTo("1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:0:0:0:1, 2001:db8::1",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
        "192.0.2.1, 192.0.2.1"
    })
    void addressesAreWrittenAsRfc5952Says(String address, String text) {
        assertThat(Addresses.text(Network.literal(address))).isEqualTo(text);
    }

    @Test
    void anExpansionIsBounded() {
        assertThatThrownBy(() -> expand("%{s}".repeat(1000), "192.0.2.3"))
                .hasMessage("macros expand to more than 8192 characters");
    }

    @ParameterizedTest
    @CsvSource({"example.com., example.com", "a..b, a..b", "., ''"})
    void aNameLosesTheDotAtItsEnd(String expanded, String name) {
        assertThat(Names.fitted(expanded)).isEqualTo(name);
    }

    @Test
    void aNameThatIsTooLongLosesLabelsAtTheLeft() {
        String label = "x".repeat(49) + ".";

        assertThat(Names.fitted(label.repeat(6) + "com")).isEqualTo(label.repeat(5) + "com");
        assertThat(Names.fitted(label.repeat(5) + "com")).isEqualTo(label.repeat(5) + "com");
        assertThat(Names.queryable(Names.fitted("x".repeat(400)))).isFalse();
        assertThat(Names.queryable(Names.fitted("x".repeat(400) + "." + "y".repeat(400) + ".com")))
                .isTrue();
    }
}
