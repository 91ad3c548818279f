package org.serai.filter.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;

class DigestFilterTest {

    private static final DigestAddresses ADDRESSES =
            new DigestAddresses(true, "digest@serai.local", "digest-off@serai.local", "digest-on@serai.local");

    private final DigestFilter filter =
            new DigestFilter(new DigestFilter.Options(), ADDRESSES, FilterCases.localDomains());

    static List<FilterCase> cases() {
        return FilterCases.of("digest");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) {
        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void withoutDigestsAnAddressIsLikeAnother() {
        var usual = Binder.defaults(DigestAddresses.class);

        assertThat(usual.request(Mails.path("digest@serai.local"))).isNull();
        assertThat(ADDRESSES.request(Mails.path("digest-on@serai.local"))).isEqualTo(DigestAddresses.Request.ON);
        assertThatThrownBy(() -> new DigestAddresses(true, "digest", "", ""))
                .hasMessageContaining("digest@example.org");
    }
}
