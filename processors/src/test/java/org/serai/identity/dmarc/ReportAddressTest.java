package org.serai.identity.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportAddressTest {

    @ParameterizedTest
    @CsvSource({
        "mailto:dmarc@Example.COM, dmarc@example.com",
        "MAILTO:a%2Bb@example.com, a+b@example.com",
        "mailto:a@b%C3%BCcher.example, a@xn--bcher-kva.example",
        "mailto:a@example.com?subject=x, a@example.com",
    })
    void readsMailto(String uri, String address) {
        assertThat(ReportAddress.of(uri)).extracting(ReportAddress::address).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "mailto:",
                "mailto:a",
                "mailto:@example.com",
                "mailto:a@localhost",
                "mailto:a@b@example.com",
                "mailto:a%0d%0aRCPT%20TO@example.com",
                "mailto:a%zz@example.com",
                "mailto:a%@example.com",
                "mailto:%22a%20b%22@example.com",
                "mailto:a,b@example.com",
                "mailto:a..b@example.com",
                "mailto:a@[192.0.2.1]",
                "mailto:%ff@example.com",
                "mailto:a@example.com%00"
            })
    void refusesWhatDoesNotBelongIntoAnEnvelope(String uri) {
        assertThat(ReportAddress.of(uri)).isNull();
    }
}
