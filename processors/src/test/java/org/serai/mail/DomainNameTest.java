package org.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;

class DomainNameTest {

    @ParameterizedTest
    @CsvSource({
        "Example.ORG, example.org",
        "example.org., example.org",
        "Bücher.example, xn--bcher-kva.example",
        "XN--bcher-kva.EXAMPLE, xn--bcher-kva.example",
        "_dmarc.example.org, _dmarc.example.org",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
    })
    void hasOneForm(String written, String ascii) {
        assertThat(DomainName.of(written)).isEqualTo(new DomainName(ascii));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".a",
                "a..b",
                "a b",
                "a@b",
                "[192.0.2.1]",
                "straße.example",
                "ｅxample.org",
                "example。org",
                "a\u200db.example",
                "\ud800.example",
                "a\0b",
                "*.example.org",
                "0123456789012345678901234567890123456789012345678901234567890123.example"
            })
    void isNone(String written) {
        assertThat(DomainName.of(written)).isNull();
    }

    @Test
    void hasAtMost253Octets() {
        assertThat(DomainName.of("a.".repeat(126) + "a")).isNotNull();
        assertThat(DomainName.of("a.".repeat(126) + "aa")).isNull();
        assertThat(DomainName.of("ü".repeat(250))).isNull();
    }

    @Test
    void neverThrowsWhateverItIsGiven() {
        var random = new Random(1);
        var alphabet = List.of(
                "a", "ü", ".", "-", "xn--", "ß", "\u0130", "\u200c", "\ud83d\ude00", "\ud800", "\u05d0", "1", "。");
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                text.append(alphabet.get(random.nextInt(alphabet.size())));
            }
            DomainName name = DomainName.of(text.toString());
            assertThat(name == null || name.equals(DomainName.of(name.ascii()))).isTrue();
        }
    }

    @Test
    void localDomainsAreLocalhostAndOurNameUntilSaid() {
        var unsaid = new LocalDomains(Binder.defaults(LocalDomains.Options.class), "mx.example.org", DomainSet.EMPTY);
        var said = new LocalDomains(
                new LocalDomains.Options(List.of("example.org")),
                "mx.example.org",
                new DomainSet.Builder().add("example.com").build());

        assertThat(unsaid.contains("localhost")).isTrue();
        assertThat(unsaid.contains("MX.example.org")).isTrue();
        assertThat(unsaid.contains("example.org")).isFalse();
        assertThat(said.contains("example.org")).isTrue();
        assertThat(said.contains("example.com")).isTrue();
        assertThat(said.contains("mx.example.org")).isFalse();
        assertThat(said.contains("")).isFalse();
    }

    @Test
    void theOnlyLocalDomainIsOneWithoutOthersBesideOrBelow() {
        assertThat(local("example.org.").only()).isEqualTo(new DomainName("example.org"));
        assertThat(local("example.org", "EXAMPLE.org").only()).isEqualTo(new DomainName("example.org"));
        assertThat(local("example.org", ".example.org").only()).isNull();
        assertThat(local(".example.org").only()).isNull();
        assertThat(local("example.org", "example.net").only()).isNull();
        assertThat(local().only()).as("localhost and our name").isNull();
    }

    private static LocalDomains local(String... domains) {
        return new LocalDomains(new LocalDomains.Options(List.of(domains)), "mx.example.org", DomainSet.EMPTY);
    }

    @Test
    void aWrongLocalDomainIsTold() {
        assertThatThrownBy(() -> Binder.bind(
                        LocalDomains.Options.class,
                        name -> "local." + name,
                        Map.of("domains", "example.org, exa mple")::get))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("local.domains")
                .hasMessageContaining("'exa mple'");
    }
}
