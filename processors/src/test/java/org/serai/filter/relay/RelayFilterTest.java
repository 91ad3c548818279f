package org.serai.filter.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;

class RelayFilterTest {

    private final RelayFilter filter = new RelayFilter(
            Binder.defaults(RelayFilter.Options.class), FilterCases.localDomains(), FilterCases.OWN_ADDRESSES);

    static List<FilterCase> cases() {
        return FilterCases.of("relay");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) {
        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }
}
