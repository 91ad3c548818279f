package org.serai.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.DmarcResult.Policy;
import org.serai.identity.DmarcResult.Result;
import org.serai.identity.SpfResult;
import org.serai.identity.SpfResult.Identity;
import org.serai.identity.dmarc.DmarcRecord;
import org.serai.identity.dmarc.Published;
import org.serai.mail.Disposition;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.report.Observation.Signature;

class ObservationTest {

    private static Mail mail(String record, Result result, Policy policy) {
        Mail mail = Mails.data(Mails.MESSAGE);
        var published =
                new Published(new DomainName("sender.example"), Objects.requireNonNull(DmarcRecord.parse(record)));
        mail.ask(new Published.Question(), () -> CompletableFuture.completedFuture(Optional.of(published)));
        mail.ask(
                new DmarcResult.Question(),
                () -> CompletableFuture.completedFuture(new DmarcResult(
                        result,
                        "sender.example",
                        "sender.example",
                        "sender.example",
                        policy,
                        result == Result.PASS,
                        false,
                        "")));
        mail.ask(
                new SpfResult.Question(Network.literal("192.0.2.1"), "", Identity.MAILFROM, ""),
                () -> CompletableFuture.completedFuture(
                        new SpfResult(SpfResult.Result.PASS, Identity.MAILFROM, "sender.example", "", "", List.of())));
        mail.ask(
                new DkimResult.Question(),
                () -> CompletableFuture.completedFuture(List.of(
                        signature(DkimResult.Result.FAIL, "a.example"),
                        signature(DkimResult.Result.PASS, "b.example"))));
        return mail;
    }

    private static DkimResult signature(DkimResult.Result result, String domain) {
        return new DkimResult(result, domain, "s", "", "rsa-sha256", 2048, true, false, "");
    }

    private static Observation observed(@Nullable Observation observation) {
        return Objects.requireNonNull(observation);
    }

    @ParameterizedTest
    @CsvSource({
        "PASS, REJECT, ACCEPT, pass, ''",
        "PASS, NONE, REJECT, none, ''",
        "FAIL, NONE, REJECT, none, ''",
        "FAIL, REJECT, REJECT, reject, ''",
        "FAIL, REJECT, QUARANTINE, quarantine, local_policy",
        "FAIL, REJECT, ACCEPT, none, local_policy",
        "FAIL, QUARANTINE, TAG, quarantine, ''",
        "FAIL, QUARANTINE, REJECT, quarantine, ''",
    })
    void tellsWhatBecameOfThePolicy(Result result, Policy policy, Disposition disposition, String told, String reason) {
        Observation.Row row = observed(Observation.of(
                        mail("v=DMARC1; p=reject; rua=mailto:a@sender.example", result, policy), disposition))
                .row();

        assertThat(row.disposition()).isEqualTo(told);
        assertThat(row.reason()).isEqualTo(reason);
        assertThat(row.signatures())
                .containsExactly(new Signature("b.example", "s", "pass"), new Signature("a.example", "s", "fail"));
    }

    @Test
    void tellsOfTestsAndOfForwarders() {
        String testing = "v=DMARC1; p=reject; t=y; rua=mailto:a@sender.example";
        Mail excused = mail(testing, Result.FAIL, Policy.QUARANTINE)
                .with(List.of(Finding.of("DMARC_FAIL_EXCUSED", "").withEvidence("excuse", "ARC_TRUSTED")));

        assertThat(observed(Observation.of(mail(testing, Result.FAIL, Policy.QUARANTINE), Disposition.QUARANTINE))
                        .row()
                        .reason())
                .isEqualTo("policy_test_mode");
        assertThat(observed(Observation.of(excused, Disposition.ACCEPT)).row())
                .extracting(Observation.Row::reason, Observation.Row::comment)
                .containsExactly("trusted_forwarder", "ARC_TRUSTED");
    }

    @Test
    void isNoneWhereNobodyAsksOrNothingIsFinal() {
        String asking = "v=DMARC1; p=none; rua=mailto:a@sender.example";

        assertThat(Observation.of(mail("v=DMARC1; p=none", Result.FAIL, Policy.NONE), Disposition.ACCEPT))
                .isNull();
        assertThat(Observation.of(mail(asking, Result.TEMPERROR, Policy.NONE), Disposition.ACCEPT))
                .isNull();
        assertThat(Observation.of(mail(asking, Result.FAIL, Policy.NONE), Disposition.DEFER))
                .isNull();
        assertThat(Observation.of(Mails.data(Mails.MESSAGE), Disposition.ACCEPT))
                .isNull();
    }
}
