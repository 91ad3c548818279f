package org.serai.filter.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.dns.Dns;
import org.serai.dns.Zone;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.identity.dkim.DkimVerifier;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.Messages;

class DkimFilterTest {

    private static DkimFilter filter(Dns dns) {
        return new DkimFilter(
                Messages.READER,
                new DkimVerifier(
                        Messages.READER, mail -> dns, FilterCases.CLOCK, Binder.defaults(DkimVerifier.Limits.class)));
    }

    private static List<Finding> check(Dns dns, Mail mail) throws Exception {
        DkimFilter filter = filter(dns);
        filter.prepare(mail);
        return filter.check(mail);
    }

    static List<FilterCase> cases() {
        return FilterCases.of("dkim");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        assertThat(FilterCase.symbols(check(each.zone(), each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void beforeTheMessageThereIsNothingToFind() throws Exception {
        assertThat(check(new Zone(), Mails.at(Phase.RCPT_TO))).isEmpty();
    }

    /** Where an operator lets one of them refuse, the reply says why in the way of RFC 7372. */
    @Test
    void theStatusTellsWhatIsMissing() throws Exception {
        for (FilterCase each : cases()) {
            for (Finding finding : check(each.zone(), each.mail())) {
                String status = finding.status();
                switch (finding.symbol()) {
                    case "DKIM_PASS" -> assertThat(status).isEqualTo("7.1");
                    case "DKIM_POLICY", "DKIM_PARTIAL_BODY" ->
                        assertThat(status).isEqualTo("7.21");
                    case "DKIM_OTHER_DOMAIN" -> assertThat(status).isEqualTo("7.22");
                    default -> assertThat(status).isEqualTo("7.20");
                }
            }
        }
    }

    @Test
    void theEvidenceHasEachSignature() throws Exception {
        FilterCase two = cases().get(cases().size() - 1);

        assertThat(check(two.zone(), two.mail())).singleElement().satisfies(finding -> assertThat(finding.evidence())
                .isEqualTo(java.util.Map.of(
                        "signatures",
                        List.of(
                                "fail d=list.example s=s a=ed25519-sha256, 256 bits: the signature does not match the header",
                                "pass d=sender.example s=s a=ed25519-sha256, 256 bits"))));
    }
}
