package org.serai.filter.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.mail.Path;
import org.serai.mail.Phase;

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

    @Test
    void takesMailForOurOwnAddressWhenAskedTo() {
        var open =
                new RelayFilter(new RelayFilter.Options(true), FilterCases.localDomains(), FilterCases.OWN_ADDRESSES);

        assertThat(open.check(rcptTo("anna", "[198.51.100.1]"))).isEmpty();
        assertThat(open.check(rcptTo("anna", "[IPv6:2001:db8:1::1]"))).isEmpty();
        assertThat(FilterCase.symbols(open.check(rcptTo("anna", "[192.0.2.1]"))))
                .containsExactly("RELAY_DENIED");
        assertThat(FilterCase.symbols(open.check(rcptTo("a%b", "[198.51.100.1]"))))
                .containsExactly("RELAY_ROUTED");
    }

    private static Mail rcptTo(String localPart, String domain) {
        var client = new Client(Network.literal("192.0.2.1"), 25000, "", false);
        var recipient = new Path(localPart + "@" + domain, localPart, domain, false);
        var deadline = Deadline.in(Duration.ofMinutes(1));
        return Mail.connected("0000000000000000", FilterCases.CLOCK.instant(), client, deadline)
                .at(Phase.RCPT_TO, Envelope.connected(client).asking(recipient), deadline);
    }
}
