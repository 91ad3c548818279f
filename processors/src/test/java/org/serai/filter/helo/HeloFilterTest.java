package org.serai.filter.helo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.dns.MailDns;
import org.serai.dns.Zone;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mail.Mail;
import org.serai.mail.Phase;

class HeloFilterTest {

    private static HeloFilter filter(boolean resolve, MailDns dns) {
        return new HeloFilter(
                new HeloFilter.Options(resolve),
                FilterCases.HOSTNAME,
                FilterCases.localDomains(),
                FilterCases.OWN_ADDRESSES,
                dns);
    }

    static List<FilterCase> cases() {
        return FilterCases.of("helo");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        HeloFilter filter = filter(true, mail -> each.zone());
        filter.prepare(each.mail());

        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }

    /** As the programs of a machine that has no public name do. */
    @Test
    void thisVeryHostMaySayItsOwnNameAlsoOneOfNoPublicDomain() throws Exception {
        var filter = new HeloFilter(
                new HeloFilter.Options(true),
                "box.internal",
                FilterCases.localDomains(),
                FilterCases.OWN_ADDRESSES,
                mail -> new Zone());

        assertThat(filter.check(greeting("198.51.100.1", "box.internal"))).isEmpty();
        assertThat(FilterCase.symbols(filter.check(greeting("192.0.2.1", "box.internal"))))
                .containsExactly("HELO_NOT_FQDN");
        assertThat(FilterCase.symbols(filter.check(greeting("198.51.100.1", "other.internal"))))
                .containsExactly("HELO_NOT_FQDN");
    }

    private static Mail greeting(String client, String helo) {
        Mail mail = Mails.connected(Mails.client(client, false));
        return mail.at(Phase.HELO, mail.envelope().greeted(helo, true), Mails.soon());
    }

    @Test
    void withoutResolveAndForNamesThatAreWrongAnywayNothingIsLookedUp() throws Exception {
        var asked = new ArrayList<String>();
        MailDns dns = mail -> {
            asked.add(mail.envelope().helo());
            return new Zone();
        };
        for (FilterCase each : cases()) {
            filter(false, dns).prepare(each.mail());
            assertThat(FilterCase.symbols(filter(false, dns).check(each.mail())))
                    .isSubsetOf(each.expected());
        }
        assertThat(asked).isEmpty();

        for (FilterCase each : cases()) {
            filter(true, dns).prepare(each.mail());
        }
        assertThat(new TreeSet<>(asked))
                .containsExactly("Mail.Example.Net", "mail.example.net", "www.dept.example.org");
    }
}
