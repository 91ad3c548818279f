package org.serai.filter.helo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;

class HeloFilterTest {

    private final HeloFilter filter = new HeloFilter(
            new HeloFilter.Options(), FilterCases.HOSTNAME, FilterCases.localDomains(), FilterCases.OWN_ADDRESSES);

    static List<FilterCase> cases() {
        return FilterCases.of("helo");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) {
        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }
}
