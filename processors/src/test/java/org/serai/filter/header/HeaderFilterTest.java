package org.serai.filter.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mime.Messages;

class HeaderFilterTest {

    private final HeaderFilter filter =
            new HeaderFilter(Binder.defaults(HeaderFilter.Options.class), Messages.READER, FilterCases.CLOCK);

    static List<FilterCase> cases() {
        return FilterCases.of("header");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws IOException {
        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }
}
