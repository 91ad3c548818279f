package org.serai.filter.senderlogin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.filter.senderlogin.SenderLoginFilter.Match;
import org.serai.filter.senderlogin.SenderLoginFilter.Options;
import org.serai.mime.Messages;

class SenderLoginFilterTest {

    static List<FilterCase> cases() {
        return FilterCases.of("sender-login");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) {
        var filter = new SenderLoginFilter(Binder.defaults(Options.class), Messages.READER, FilterCases.localDomains());
        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void mayCompareDomainsOnlyOrNothing() {
        FilterCase colleague = cases().get(3);
        FilterCase elsewhere = cases().get(4);
        var domain = new SenderLoginFilter(new Options(Match.DOMAIN), Messages.READER, FilterCases.localDomains());
        var off = new SenderLoginFilter(new Options(Match.OFF), Messages.READER, FilterCases.localDomains());
        assertThat(domain.check(colleague.mail())).isEmpty();
        assertThat(domain.check(elsewhere.mail())).hasSize(1);
        assertThat(off.check(elsewhere.mail())).isEmpty();
    }
}
