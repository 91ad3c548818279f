package org.serai.filter.senderdomain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;

class SenderDomainFilterTest {

    static List<FilterCase> cases() {
        return FilterCases.of("sender-domain");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        var filter = new SenderDomainFilter(
                new SenderDomainFilter.Options(), mail -> each.zone(), FilterCases.localDomains());
        filter.prepare(each.mail());
        var findings = filter.check(each.mail());

        assertThat(FilterCase.symbols(findings)).isEqualTo(each.expected());
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.evidence()).containsKey("lookups");
            assertThat(finding.status())
                    .isEqualTo(
                            switch (finding.symbol()) {
                                case "SENDER_DOMAIN_NULL_MX" -> "7.27";
                                case "SENDER_DOMAIN_TEMPERROR" -> "4.3";
                                default -> "1.8";
                            });
        });
    }
}
