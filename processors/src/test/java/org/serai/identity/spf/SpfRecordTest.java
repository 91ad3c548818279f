package org.serai.identity.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.identity.SpfResult.Result;
import org.serai.identity.spf.SpfRecord.Directive;

class SpfRecordTest {

    @ParameterizedTest
    @ValueSource(strings = {"v=spf1", "v=spf1 -all", "V=SPF1 "})
    void isARecord(String text) {
        assertThat(SpfRecord.is(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=spf", "v=spf10", "v=spf1\t-all", " v=spf1", "v=spf1-all"})
    void isNone(String text) {
        assertThat(SpfRecord.is(text)).isFalse();
    }

    @Test
    void termsStandInOrderWithTheirQualifiers() {
        SpfRecord record =
                SpfRecord.parse("v=spf1 +A ?mx:example.net/24//64  ~PTR -all Redirect=example.com x-new=%{t}");

        assertThat(record.directives())
                .extracting(Directive::result)
                .containsExactly(Result.PASS, Result.NEUTRAL, Result.SOFTFAIL, Result.FAIL);
        assertThat(record.directives().get(1).mechanism())
                .isEqualTo(new Mechanism.Mx(MacroString.domain("example.net"), new Prefixes(24, 64)));
        assertThat(record.redirect()).isEqualTo(MacroString.domain("example.com"));
        assertThat(record.explanation()).isNull();
    }

    @Test
    void aSlashMayStandInADomain() {
        assertThat(SpfRecord.parse("v=spf1 exists:%{i}.100/86400.rate.%{d} a:%{d/}.x/y.example.com/8")
                        .directives())
                .extracting(Directive::mechanism)
                .containsExactly(
                        new Mechanism.Exists(MacroString.domain("%{i}.100/86400.rate.%{d}")),
                        new Mechanism.Host(MacroString.domain("%{d/}.x/y.example.com"), new Prefixes(8, 128)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    moo                     | moo: an unknown mechanism
                    ++a                     | ++a: an unknown mechanism
                    all:example.com         | all:example.com: takes no argument
                    include                 | include: needs a domain
                    include:example.com/24  | include:example.com/24: no domain
                    exists/24               | exists/24: an argument that begins with no colon
                    a:example               | a:example: no domain
                    a:example.-com          | a:example.-com: no domain
                    a:%{d}.                 | a:%{d}.: no domain
                    a/033                   | a/033: no prefix length of 0–32
                    a//129                  | a//129: no prefix length of 0–128
                    a/24/64                 | a/24/64: an argument that begins with no colon
                    ip4:192.0.2.256         | ip4:192.0.2.256: no address
                    ip4:192.0.02.1          | ip4:192.0.02.1: no address
                    ip4:2001:db8::1         | ip4:2001:db8::1: no address
                    ip4:192.0.2.1/          | ip4:192.0.2.1/: no prefix length of 0–32
                    ip6:192.0.2.1           | ip6:192.0.2.1: no address
                    ip6:2001:db8::1%eth0    | ip6:2001:db8::1%eth0: no address
                    ip6                     | ip6: no address
                    redirect=               | redirect=: no domain
                    exp=%{r}.example.com    | exp=%{r}.example.com: an unknown macro
                    redirect=a.b redirect=a.b | redirect=a.b: said twice
                    x=%                     | x=%: % that begins no macro
                    x=%{                    | x=%{: a macro without its end
                    x=%{}                   | x=%{}: a macro without its end
                    x=%{d0}                 | x=%{d0}: a macro that keeps nothing
                    x=%{dx}                 | x=%{dx}: an unknown macro
                    a:ex\u0001.com          | a:ex?.com: a character that is not allowed
                    """)
    void tellsTheTermThatIsWrong(String terms, String message) {
        assertThatThrownBy(() -> SpfRecord.parse("v=spf1 ip4:192.0.2.1 " + terms + " -all"))
                .isInstanceOf(SpfError.class)
                .hasMessage(message);
    }

    @Test
    void aTermOfOneCharacterIsNoFailureOfOurs() {
        for (char c = 1; c < 256; c++) {
            String term = "v=spf1 " + c;
            if (c != ' ' && c != 'a' && c != 'A') {
                assertThatThrownBy(() -> SpfRecord.parse(term)).isInstanceOf(SpfError.class);
            }
        }
    }

    @Test
    void aRecordIsBounded() {
        String many = "v=spf1" + " ip4:192.0.2.1".repeat(1000);

        assertThat(SpfRecord.parse(many).directives()).hasSize(1000);
        assertThatThrownBy(() -> SpfRecord.parse(many + many.substring(6)))
                .hasMessage("the record is longer than 16384 octets");
    }
}
