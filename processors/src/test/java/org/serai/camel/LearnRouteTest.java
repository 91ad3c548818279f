package org.serai.camel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.learn.Addressee;
import org.serai.learn.Label;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Teacher.Outcome;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.smtp.Policy.Decision;

/** What teaches the classifiers, by the real routes. */
class LearnRouteTest {

    static final String SPAM = "From: a@bad.example\r\nSubject: Cheap\r\n\r\nBuy now\r\n";

    @TempDir
    Path home;

    private TestPolicy policy;

    @BeforeEach
    void load() throws Exception {
        policy = new TestPolicy(home, Map.of("learn.automatic.enabled", "true"));
    }

    @AfterEach
    void stop() {
        policy.close();
    }

    private static Finding found(String filter, String symbol, double points) {
        return Finding.of(symbol, "A reason").judged(filter, Mode.SCORE, Weight.points(points), "", 0);
    }

    static Mail bad() {
        return Mails.found(found("dnsbl", "DNSBL_SPAM", 8), found("uribl", "URIBL_SPAM", 8));
    }

    static Mail user(String message, String... recipients) {
        return Mails.at(Mails.connected(Mails.client("192.0.2.1", true)), message, recipients);
    }

    static String enclosing(String... messages) {
        var out = new StringBuilder("From: anna@example.org\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n"
                + "Content-Type: multipart/mixed; boundary=x\r\n\r\n");
        for (String message : messages) {
            out.append("--x\r\nContent-Type: message/rfc822\r\n\r\n").append(message);
        }
        return out + "--x--\r\n";
    }

    private List<Label> labels() {
        return policy.lectures.stream().map(each -> each.label()).toList();
    }

    @Test
    void whatTwoFamiliesRefuseIsLearnedAsSpam() {
        Decision decision = policy.decide(bad());

        assertThat(decision.disposition()).isEqualTo(Disposition.REJECT);
        assertThat(policy.lectures).singleElement().satisfies(lecture -> {
            assertThat(lecture.label()).isEqualTo(Label.SPAM);
            assertThat(lecture.channel()).isEqualTo(Channel.AUTOMATIC);
        });
    }

    @Test
    void whatClassifiersRefuseTeachesNothing() {
        policy.decide(Mails.found(found("content", "CONTENT_SURELY", 16), found("dnsbl", "DNSBL_SPAM", 8)));

        assertThat(policy.lectures).isEmpty();
    }

    @Test
    void aProvedAuthorWhomTheOperatorAllowsTeachesHam() {
        policy.decide(Mails.found(found("dmarc", "DMARC_PASS", 0), found("lists", "LISTS_ALLOW", -5)));

        assertThat(labels()).containsExactly(Label.HAM);
    }

    @Test
    void acceptedMailOfAnybodyTeachesNothing() {
        assertThat(policy.decide(Mails.data(Mails.MESSAGE)).disposition()).isEqualTo(Disposition.ACCEPT);
        policy.decide(Mails.found(found("dmarc", "DMARC_PASS", 0)));
        policy.decide(Mails.found(found("lists", "LISTS_ALLOW", -5)));

        assertThat(policy.lectures).isEmpty();
    }

    @Test
    void theRedListKeepsMailFromBeingLearned() throws Exception {
        Files.writeString(policy.list("red-mail-from"), "@sender.example\n");
        policy.generations.reload();

        policy.decide(bad());

        assertThat(policy.lectures).isEmpty();
    }

    @Test
    void aTrapIsAcceptedAsARecipientAndItsMailIsLearnedAndRefused() throws Exception {
        Files.writeString(policy.list("trap-rcpt-to"), "old@example.org\n");
        policy.generations.reload();
        Mail asked = Mails.asking(Mails.connected(Mails.client("192.0.2.1", false)), "old@example.org");

        assertThat(policy.decide(asked).reply().toString()).startsWith("250 2.1.5");
        assertThat(policy.recipients).isEmpty();
        Decision decision =
                policy.decide(Mails.at(Mails.connected(Mails.client("192.0.2.1", false)), SPAM, "old@example.org"));

        assertThat(decision.reply().toString()).startsWith("550 5.1.1");
        assertThat(policy.lectures).singleElement().satisfies(lecture -> {
            assertThat(lecture.label()).isEqualTo(Label.SPAM);
            assertThat(lecture.channel()).isEqualTo(Channel.TRAP);
            assertThat(lecture.addressee()).isEqualTo(Addressee.NOBODY);
        });
    }

    @Test
    void aReportIsLearnedAndAnsweredAndGoesToNoBackend() {
        Mail asked = Mails.asking(Mails.connected(Mails.client("192.0.2.1", true)), "spam@serai.local");
        assertThat(policy.decide(asked).reply().toString()).startsWith("250 2.1.5");

        Decision decision = policy.decide(user(enclosing(SPAM, SPAM.replace("Cheap", "Cheaper")), "spam@serai.local"));

        assertThat(decision.reply().toString()).startsWith("250 2.0.0 Report taken: 2 learned as spam");
        assertThat(decision.disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(labels()).containsExactly(Label.SPAM, Label.SPAM);
        assertThat(policy.lectures).allSatisfy(lecture -> {
            assertThat(lecture.channel()).isEqualTo(Channel.REPORT);
            assertThat(lecture.by()).isEqualTo("192.0.2.1");
        });
        assertThat(policy.recipients).isEmpty();
        assertThat(policy.delivered).isEmpty();
    }

    @Test
    void aReportCountsForTheLoginAndNotForFrom() {
        Mail mail = Mails.at(
                Mails.connected(Mails.client("192.0.2.1", true).authenticated("ben@example.org")),
                enclosing(SPAM),
                "spam@serai.local");

        policy.decide(mail);

        assertThat(policy.lectures).singleElement().satisfies(lecture -> assertThat(lecture.by())
                .isEqualTo("ben@example.org"));
    }

    static Mail reported(String login, String... messages) {
        return Mails.at(
                Mails.connected(Mails.client("192.0.2.1", true).authenticated(login)),
                enclosing(messages),
                "spam@serai.local");
    }

    private List<Addressee> addressees() {
        return policy.lectures.stream().map(each -> each.addressee()).toList();
    }

    @Test
    void whatALoginWithoutDomainTeachesIsHisByTheOnlyDomain() {
        policy.decide(reported("Ben", SPAM));
        policy.decide(reported("ben@example.org", SPAM));
        policy.decide(user(enclosing(SPAM), "spam@serai.local"));

        Addressee ben = Addressee.of(List.of("ben@example.org"));
        assertThat(addressees()).containsExactly(ben, ben, Addressee.NOBODY);
    }

    @Test
    void ofSeveralDomainsALoginWithoutOneIsNobodys() throws Exception {
        Files.writeString(policy.list("local-domains"), "example.net\n");
        policy.generations.reload();

        policy.decide(reported("ben", SPAM));
        policy.decide(reported("ben@example.net", SPAM));

        assertThat(addressees()).containsExactly(Addressee.NOBODY, Addressee.of("ben@example.net"));
    }

    @Test
    void aMisspeltGuardIsRefused() {
        policy.edit(policy.route("learn"), "never: LISTS_RED", "never: LISTS_REDD");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).contains("there is no symbol LISTS_REDD", "LISTS_RED");

        policy.edit(policy.route("learn"), "LISTS_REDD", "LISTS_RED");
        policy.edit(policy.route("learn"), "leave-out: bayes, hmm", "leave-out: bayes, hm");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).contains("there is no filter hm");
    }

    @Test
    void theAddressSaysWhatItIs() {
        policy.decide(user(enclosing(SPAM), "ham@serai.local"));
        policy.decide(user(enclosing(SPAM), "forget@serai.local"));

        assertThat(labels()).containsExactly(Label.HAM, Label.FORGET);
    }

    @Test
    void theReplySaysWhatHasBecomeOfEach() {
        var outcomes = List.of(Outcome.KNOWN, Outcome.INEXACT).iterator();
        policy.teacher = lecture -> CompletableFuture.completedFuture(outcomes.next());

        Decision decision = policy.decide(user(enclosing(SPAM, SPAM.replace("Cheap", "Cheaper")), "spam@serai.local"));

        assertThat(decision.reply().toString())
                .contains("1 known as spam before", "1 learned before in another form, which stays as it was");
    }

    @Test
    void whenNobodyCanLearnTheUserIsTold() {
        policy.teacher = lecture -> null;
        assertThat(policy.decide(user(enclosing(SPAM), "spam@serai.local"))
                        .reply()
                        .toString())
                .startsWith("451 4.3.2");

        policy.teacher = lecture -> CompletableFuture.failedFuture(new IllegalStateException("no disk"));
        assertThat(policy.decide(user(enclosing(SPAM), "spam@serai.local"))
                        .reply()
                        .toString())
                .startsWith("451 4.3.2");
    }

    @Test
    void aReportInATextIsRefusedWithASentence() {
        assertThat(policy.decide(user(SPAM, "spam@serai.local")).reply().toString())
                .startsWith("550 5.6.0 Please forward the message as an attachment");
        assertThat(policy.lectures).isEmpty();
    }

    @Test
    void aStrangerCannotReport() throws Exception {
        policy.close();
        policy = new TestPolicy(
                Files.createDirectory(home.resolve("own")),
                Map.of("learn.report.spam", "spam@example.org", "mode", "monitor"));
        Mail asked = Mails.asking(Mails.connected(Mails.client("192.0.2.1", false)), "spam@example.org");

        assertThat(policy.decide(asked).reply().toString()).startsWith("550 5.7.1 Reports are taken from users");
    }

    @Test
    void aRecipientBesideAReportIsRefusedAndTheOthersAreAsked() {
        Mail first = Mails.asking(Mails.connected(Mails.client("192.0.2.1", true)), "b@example.org");
        Decision accepted = policy.decide(first);
        Mail both = accepted.mail()
                .at(
                        Phase.RCPT_TO,
                        accepted.mail().envelope().answered(accepted.reply()).asking(Mails.path("spam@serai.local")),
                        Mails.soon());

        assertThat(policy.decide(both).reply().toString()).startsWith("550 5.5.3");
        assertThat(policy.recipients).hasSize(1);
    }

    @Test
    void aReportMayHoldWhatFiltersRefuse() {
        String gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-" + "ANTI-UBE-TEST-EMAIL*C.34X";

        Decision decision = policy.decide(user(enclosing(SPAM + gtube + "\r\n"), "spam@serai.local"));

        assertThat(decision.reply().code()).isEqualTo(250);
    }

    @Test
    void anEmptyMessageAndOneOfUnknownCharsetAreLearned() {
        String odd = "Subject: =?x-unknown?B?////?=\r\nContent-Type: text/plain; charset=x-none\r\n\r\n"
                + new String(new byte[] {'a', ' ', 'b'}, US_ASCII) + "\r\n";

        Decision decision = policy.decide(user(enclosing("\r\n", odd), "spam@serai.local"));

        assertThat(decision.reply().toString()).contains("2 learned as spam");
    }
}
