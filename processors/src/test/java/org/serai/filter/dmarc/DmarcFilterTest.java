package org.serai.filter.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.SpfResult;
import org.serai.identity.dmarc.Dmarc;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Weight;
import org.serai.mime.Messages;

class DmarcFilterTest {

    private static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();
    private static final DmarcFilter.Options OPTIONS = new DmarcFilter.Options(
            false, List.of("forward.example", ".forward.example"), List.of("ARC_TRUSTED"), false);

    private static final DmarcFilter.Options STRICT = new DmarcFilter.Options(true, List.of(), List.of(), false);

    private static DmarcFilter filter(Dns dns, DmarcFilter.Options options) {
        var dmarc = new Dmarc(
                mail -> dns,
                Messages.READER,
                SUFFIXES,
                mail -> mail.ask(
                        new SpfResult.Question(
                                mail.envelope().client().address(),
                                "",
                                SpfResult.Identity.MAILFROM,
                                "anna@example.net"),
                        () -> CompletableFuture.completedFuture(new SpfResult(
                                SpfResult.Result.NONE, SpfResult.Identity.MAILFROM, "", "", "", List.of()))),
                mail -> mail.ask(
                        new DkimResult.Question(), () -> CompletableFuture.completedFuture(List.<DkimResult>of())),
                Binder.defaults(Dmarc.Options.class));
        return new DmarcFilter(options, Messages.READER, FilterCases.localDomains(), dmarc);
    }

    static List<FilterCase> cases() {
        return FilterCases.of("dmarc");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        var options = each.where().contains("strict:") ? STRICT : OPTIONS;
        assertThat(FilterCase.symbols(filter(each.zone(), options).check(each.mail())))
                .isEqualTo(each.expected());
    }

    private static Zone rejecting() {
        return new Zone().with("_dmarc.example.net", RecordType.TXT, "v=DMARC1; p=reject");
    }

    private static Mail forged() {
        return Mails.data("From: anna@example.net\r\n\r\ntext\r\n");
    }

    @Test
    void tellsWhatDecided() throws Exception {
        Finding finding = filter(rejecting(), OPTIONS).check(forged()).get(0);

        assertThat(finding.reason()).contains("DMARC").contains("example.net");
        assertThat(finding.evidence())
                .containsEntry("domain", "example.net")
                .containsEntry("policyDomain", "example.net")
                .containsEntry("policy", "reject")
                .containsEntry("cause", "SPF none, no DKIM signature")
                .containsEntry(
                        "lookups",
                        List.of("TXT _dmarc.example.net: v=DMARC1; p=reject", "TXT _dmarc.net: no such name"));
    }

    @ParameterizedTest
    @CsvSource({"pass, none, 7.22", "fail, pass, 7.20", "fail, fail, 7.26"})
    void saysWhyInTheCodesOfRfc7372(String dkim, String spf, String status) throws Exception {
        Mail mail = forged();
        mail.assume(
                DkimResult.Question.class,
                question -> CompletableFuture.completedFuture(List.of(new DkimResult(
                        DkimResult.Result.valueOf(dkim.toUpperCase(Locale.ROOT)),
                        "example.com",
                        "s",
                        "",
                        "rsa-sha256",
                        2048,
                        true,
                        false,
                        ""))));
        mail.assume(
                SpfResult.Question.class,
                question -> CompletableFuture.completedFuture(new SpfResult(
                        SpfResult.Result.valueOf(spf.toUpperCase(Locale.ROOT)),
                        SpfResult.Identity.MAILFROM,
                        "example.com",
                        "",
                        "",
                        List.of())));

        assertThat(filter(rejecting(), OPTIONS).check(mail).get(0).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "reject, mail.example.net, example.net, -4",
        "quarantine, example.net, example.net, -4",
        "reject, example.com, example.net, -1",
        "reject, notexample.net, example.com, ",
        "none, example.net, example.net, "
    })
    void oneFactCountsOnce(String policy, String spf, String dkim, @Nullable Double points) throws Exception {
        var zone = new Zone().with("_dmarc.example.net", RecordType.TXT, "v=DMARC1; p=" + policy);
        Mail mail = forged().with(List.of(
                Finding.of("SPF_FAIL", "").withEvidence("domain", spf).withScore(3),
                Finding.of("SPF_HELO_FAIL", "").withEvidence("domain", spf).withScore(3.5),
                Finding.of("DKIM_FAIL", "").withScore(1)));
        mail.assume(
                DkimResult.Question.class,
                question -> CompletableFuture.completedFuture(List.of(
                        new DkimResult(DkimResult.Result.FAIL, dkim, "s", "", "rsa-sha256", 2048, true, false, ""))));

        assertThat(filter(zone, OPTIONS).check(mail))
                .filteredOn(each -> each.symbol().equals("DMARC_COUNTED"))
                .extracting(Finding::score)
                .isEqualTo(points == null ? List.of() : List.of(points));
    }

    @Test
    void isTemporaryWhileTheRecordCannotBeRead() throws Exception {
        assertThat(filter(new Zone().silent("_dmarc.example.net", null), OPTIONS)
                        .check(forged()))
                .extracting(Finding::symbol)
                .containsExactly("DMARC_TEMPERROR");
    }

    @Test
    void startsItsLookUpsBeforeItIsAsked() {
        Mail mail = forged();

        filter(rejecting(), OPTIONS).prepare(mail);

        assertThat(mail.answer(new DmarcResult.Question())).isCompleted();
    }

    @Test
    void aFindingOfAMonitoringFilterExcusesNothing() throws Exception {
        Finding seen = Finding.of("ARC_TRUSTED", "").judged("arc", Mode.MONITOR, Weight.NONE, "", 0);

        assertThat(filter(rejecting(), OPTIONS).check(forged().with(List.of(seen))))
                .extracting(Finding::symbol)
                .containsExactly("DMARC_FAIL_REJECT");
    }
}
