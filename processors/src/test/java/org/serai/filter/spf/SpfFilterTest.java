package org.serai.filter.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.identity.SpfResult.Identity;
import org.serai.identity.spf.Spf;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Phase;

class SpfFilterTest {

    private static final SpfFilter.Options DEFAULTS = Binder.defaults(SpfFilter.Options.class);

    private static SpfFilter filter(Dns dns, SpfFilter.Options options) {
        return new SpfFilter(options, new Spf(mail -> dns, FilterCases.HOSTNAME, FilterCases.CLOCK));
    }

    static List<FilterCase> cases() {
        return FilterCases.of("spf");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        SpfFilter filter = filter(each.zone(), DEFAULTS);
        filter.prepare(each.mail());

        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void aFailureIsToldWithTheDomainsExplanationAndTheLookups() throws Exception {
        Zone zone = new Zone()
                .with("sender.example", RecordType.TXT, "v=spf1 ip4:198.51.100.1 -all exp=why.sender.example")
                .with("why.sender.example", RecordType.TXT, "See https://sender.example/%{i}");

        Finding finding = only(zone, Mails.at(Phase.MAIL_FROM));

        assertThat(finding.status()).isEqualTo("7.23");
        assertThat(finding.reason())
                .isEqualTo("sender.example does not let 192.0.2.1 send its mail (SPF) and explains:"
                        + " See https://sender.example/192.0.2.1");
        assertThat(finding.evidence())
                .containsEntry("domain", "sender.example")
                .containsEntry("client", "192.0.2.1")
                .containsEntry("cause", "-all of sender.example");
        assertThat(finding.evidence().get("lookups"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(
                        "TXT sender.example: v=spf1 ip4:198.51.100.1 -all exp=why.sender.example",
                        "TXT why.sender.example: See https://sender.example/%{i}");
    }

    @Test
    void errorsHaveACodeOfTheirOwn() throws Exception {
        Mail mail = Mails.at(Phase.MAIL_FROM);

        assertThat(only(new Zone().silent("sender.example", null), mail).status())
                .isEqualTo("7.24");
        assertThat(only(new Zone().with("sender.example", RecordType.TXT, "v=spf1 -foo"), Mails.at(Phase.MAIL_FROM))
                        .status())
                .isEqualTo("7.24");
    }

    @Test
    void aLongExplanationLeavesRoomForTheMailId() throws Exception {
        Zone zone = new Zone()
                .with("sender.example", RecordType.TXT, "v=spf1 -all exp=why.sender.example")
                .with("why.sender.example", RecordType.TXT, "x".repeat(1000));

        assertThat(only(zone, Mails.at(Phase.MAIL_FROM)).reason()).hasSize(403).endsWith("xxx...");
    }

    private static Finding only(Zone zone, Mail mail) throws Exception {
        List<Finding> found = filter(zone, DEFAULTS).check(mail);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void optionsSayWhatIsCheckedAndOfWhom() throws Exception {
        Zone zone = new Zone().with("mx.sender.example", RecordType.TXT, "v=spf1 -all");
        Mail helo = Mails.at(Phase.HELO);
        Mail bounce =
                helo.at(Phase.MAIL_FROM, helo.envelope().from(Mails.path(""), MailParameters.NONE), helo.deadline());
        var mailFrom = filter(zone, new SpfFilter.Options(List.of(Identity.MAILFROM), false, false));

        assertThat(mailFrom.check(helo)).isEmpty();
        assertThat(FilterCase.symbols(mailFrom.check(bounce))).containsExactly("SPF_FAIL");

        Mail ours = Mails.connected(Mails.client("192.0.2.1", true));
        ours = ours.at(Phase.HELO, ours.envelope().greeted("mx.sender.example", true), ours.deadline());
        assertThat(FilterCase.symbols(filter(zone, new SpfFilter.Options(List.of(Identity.HELO), true, false))
                        .check(ours)))
                .containsExactly("SPF_HELO_FAIL");
    }

    @Test
    void waitsNoLongerThanTheMailsDeadline() {
        Dns silent = new Dns() {
            @Override
            public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
                return new CompletableFuture<>();
            }
        };
        Mail mail = Mails.at(Phase.MAIL_FROM);
        Mail hurried = mail.at(mail.phase(), mail.envelope(), Deadline.in(Duration.ofMillis(20)));

        assertThatThrownBy(() -> filter(silent, DEFAULTS).check(hurried)).isInstanceOf(TimeoutException.class);
    }
}
