package org.serai.filter.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;

class EnvelopeFilterTest {

    private final EnvelopeFilter filter = new EnvelopeFilter(new EnvelopeFilter.Options(), FilterCases.localDomains());

    static List<FilterCase> cases() {
        return FilterCases.of("envelope");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) {
        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }
}
