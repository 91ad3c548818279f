package org.serai.filter.gtube;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mime.Messages;

class GtubeFilterTest {

    private final GtubeFilter filter = new GtubeFilter(Binder.defaults(GtubeFilter.Options.class), Messages.READER);

    static List<FilterCase> cases() {
        return FilterCases.of("gtube");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws IOException {
        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }
}
