package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.filter.policies.Policies;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Verdict;
import org.serai.mail.Weight;
import org.serai.mail.Weight.Force;

class ScorerTest {

    private static final Scorer.Options THRESHOLDS = new Scorer.Options(4, 5, 8, 15);
    private static final Policies NO_POLICIES = Policies.none(Binder.defaults(Policies.Options.class));
    private static final Scorer SCORER = new Scorer(THRESHOLDS, true, NO_POLICIES);

    private static Finding points(String symbol, double points) {
        return judged(symbol, Weight.points(points), Mode.SCORE, "");
    }

    private static Finding decides(String symbol, Disposition disposition) {
        return judged(symbol, new Weight(0, disposition, Force.USUAL), Mode.SCORE, "");
    }

    private static Finding always(String symbol, Disposition disposition) {
        return judged(symbol, new Weight(0, disposition, Force.ALWAYS), Mode.SCORE, "");
    }

    private static Finding ifSuspicious(String symbol) {
        return judged(symbol, new Weight(0, Disposition.DEFER, Force.SUSPICIOUS), Mode.SCORE, "");
    }

    private static Finding about(String recipient, Finding finding) {
        return finding.judged(
                "test", finding.mode(), new Weight(finding.score(), finding.decides(), finding.force()), recipient, 0);
    }

    private static Finding judged(String symbol, Weight weight, Mode mode, String recipient) {
        return Finding.of(symbol, "because of " + symbol).withStatus("7.9").judged("test", mode, weight, recipient, 0);
    }

    /**
     * A line of the table.
     *
     * @param because symbol of the finding whose reason is told, or null where nothing was found
     */
    record Case(String name, Disposition expected, double score, @Nullable String because, Finding... findings) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(
            String name, Disposition expected, double score, @Nullable String because, Finding... findings) {
        return new Case(name, expected, score, because, findings);
    }

    static final List<Case> AT_DATA = List.of(
            of("nothing found", Disposition.ACCEPT, 0, null),
            of("below tag", Disposition.ACCEPT, 4.999, "A", points("A", 4.999)),
            of("tag", Disposition.TAG, 5, "A", points("A", 5)),
            of("sum reaches tag", Disposition.TAG, 5, "B", points("A", 2.4), points("B", 2.6)),
            of("fifty times 0.1 is 5", Disposition.TAG, 5, "A", tenths()),
            of("below quarantine", Disposition.TAG, 7.9, "A", points("A", 7.9)),
            of("quarantine", Disposition.QUARANTINE, 8, "A", points("A", 8)),
            of("reject", Disposition.REJECT, 15, "B", points("A", 7), points("B", 8)),
            of("however high, never discarded", Disposition.REJECT, 9999, "A", points("A", 9999)),
            of("points against", Disposition.ACCEPT, 3, "A", points("A", 8), points("B", -5)),
            of("below zero", Disposition.ACCEPT, -5, "B", points("B", -5)),
            of("decides alone", Disposition.REJECT, 0, "A", decides("A", Disposition.REJECT)),
            of("defer alone", Disposition.DEFER, 0, "A", decides("A", Disposition.DEFER)),
            of("not suspicious yet", Disposition.ACCEPT, 3.9, "A", points("A", 3.9), ifSuspicious("B")),
            of("suspicious", Disposition.DEFER, 4, "B", points("A", 4), ifSuspicious("B")),
            of("suspicious, not only marked", Disposition.DEFER, 7.9, "B", points("A", 7.9), ifSuspicious("B")),
            of("worse than suspicious", Disposition.QUARANTINE, 8, "A", points("A", 8), ifSuspicious("B")),
            of(
                    "suspicious, but let through",
                    Disposition.ACCEPT,
                    5,
                    "C",
                    points("A", 5),
                    ifSuspicious("B"),
                    decides("C", Disposition.ACCEPT)),
            of("by list", Disposition.DISCARD, 0, "A", decides("A", Disposition.DISCARD)),
            of(
                    "discard before reject",
                    Disposition.DISCARD,
                    0,
                    "B",
                    decides("A", Disposition.REJECT),
                    decides("B", Disposition.DISCARD)),
            of(
                    "reject before defer",
                    Disposition.REJECT,
                    0,
                    "B",
                    decides("A", Disposition.DEFER),
                    decides("B", Disposition.REJECT)),
            of(
                    "defer before quarantine",
                    Disposition.DEFER,
                    0,
                    "A",
                    decides("A", Disposition.DEFER),
                    decides("B", Disposition.QUARANTINE)),
            of(
                    "quarantine before tag",
                    Disposition.QUARANTINE,
                    5,
                    "B",
                    points("A", 5),
                    decides("B", Disposition.QUARANTINE)),
            of(
                    "the score is graver than what decides",
                    Disposition.REJECT,
                    15,
                    "A",
                    points("A", 15),
                    decides("B", Disposition.QUARANTINE)),
            of(
                    "both the same: the reason is the one that decides",
                    Disposition.REJECT,
                    15,
                    "B",
                    points("A", 15),
                    decides("B", Disposition.REJECT)),
            of(
                    "bypass beats what decides and the score",
                    Disposition.ACCEPT,
                    20,
                    "C",
                    points("A", 20),
                    decides("B", Disposition.REJECT),
                    decides("C", Disposition.ACCEPT)),
            of(
                    "always beats bypass",
                    Disposition.REJECT,
                    0,
                    "A",
                    always("A", Disposition.REJECT),
                    decides("C", Disposition.ACCEPT)),
            of(
                    "the gravest of always",
                    Disposition.REJECT,
                    0,
                    "B",
                    always("A", Disposition.DEFER),
                    always("B", Disposition.REJECT),
                    always("C", Disposition.ACCEPT)),
            of(
                    "always beats what is graver but not always",
                    Disposition.DEFER,
                    0,
                    "A",
                    always("A", Disposition.DEFER),
                    decides("B", Disposition.REJECT)),
            of(
                    "monitor is ignored",
                    Disposition.ACCEPT,
                    1,
                    "B",
                    judged("A", new Weight(50, Disposition.REJECT, Force.ALWAYS), Mode.MONITOR, ""),
                    points("B", 1)),
            of(
                    "enforce decides alone",
                    Disposition.REJECT,
                    0.5,
                    "A",
                    judged("A", Weight.points(0.5), Mode.ENFORCE, "")));

    private static Finding[] tenths() {
        var out = new Finding[50];
        Arrays.fill(out, points("A", 0.1));
        return out;
    }

    @ParameterizedTest
    @FieldSource("AT_DATA")
    void judges(Case each) {
        Verdict verdict = SCORER.judge(Mails.found(each.findings()));

        assertThat(verdict.disposition()).isEqualTo(each.expected());
        assertThat(verdict.score()).isEqualTo(each.score());
        assertThat(verdict.reason()).isEqualTo(each.because() == null ? "" : "because of " + each.because());
        assertThat(verdict.status()).isEqualTo(each.because() == null ? "0.0" : "7.9");
    }

    @ParameterizedTest
    @CsvSource({
        // phase, what is found, said with delay, said at once by smtp.delay-refusal=false
        "CONNECT, REJECT, ACCEPT, REJECT",
        "HELO, DEFER, ACCEPT, DEFER",
        "MAIL_FROM, REJECT, ACCEPT, REJECT",
        "RCPT_TO, REJECT, REJECT, REJECT",
        "RCPT_TO, DEFER, DEFER, DEFER",
        "CONNECT, QUARANTINE, ACCEPT, ACCEPT",
        "RCPT_TO, QUARANTINE, ACCEPT, ACCEPT",
        "RCPT_TO, DISCARD, ACCEPT, ACCEPT",
        "DATA, QUARANTINE, QUARANTINE, QUARANTINE",
        "DATA, DISCARD, DISCARD, DISCARD"
    })
    void beforeTheContentThereIsOnlyAcceptAndRefusalAndTheLatterMostlyWaitsForRcpt(
            Phase phase, Disposition found, Disposition delayed, Disposition atOnce) {
        Mail mail = Mails.at(phase).with(List.of(decides("A", found)));

        assertThat(SCORER.judge(mail).disposition()).isEqualTo(delayed);
        assertThat(new Scorer(THRESHOLDS, false, NO_POLICIES).judge(mail).disposition())
                .isEqualTo(atOnce);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT", "HELO", "MAIL_FROM", "RCPT_TO"})
    void anImmediateFindingIsSaidInItsPhase(Phase phase) {
        Finding finding = Finding.of("A", "blocked")
                .atOnce()
                .judged("lists", Mode.SCORE, new Weight(0, Disposition.REJECT, Force.USUAL), "", 0);

        assertThat(SCORER.judge(Mails.at(phase).with(List.of(finding))).disposition())
                .isEqualTo(Disposition.REJECT);
    }

    @Test
    void whatWaitsForRcptHidesNothingThatIsSaidAtOnce() {
        Finding atOnce = Finding.of("B", "too many")
                .atOnce()
                .judged("rates", Mode.SCORE, new Weight(0, Disposition.DEFER, Force.USUAL), "", 0);
        Mail mail = Mails.at(Phase.CONNECT).with(List.of(decides("A", Disposition.DEFER), atOnce));

        assertThat(SCORER.judge(mail).disposition()).isEqualTo(Disposition.DEFER);
        assertThat(SCORER.judge(mail).reason()).isEqualTo("too many");
    }

    @Test
    void scoresOfEarlyPhasesRefuseAtRcpt() {
        Mail mail = Mails.at(Phase.CONNECT).with(List.of(points("A", 16)));

        assertThat(SCORER.judge(mail).disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(SCORER.judge(Mails.asking(mail, "b@example.org")).disposition())
                .isEqualTo(Disposition.REJECT);
    }

    @Test
    void atRcptOnlyTheAskedRecipientsFindingsCount() {
        Mail mail = Mails.asking(Mails.at(Phase.MAIL_FROM), "c@example.org")
                .with(List.of(about("b@example.org", decides("A", Disposition.REJECT))));

        assertThat(SCORER.judge(mail).disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(SCORER.judge(mail.with(List.of(about("c@example.org", decides("A", Disposition.DEFER)))))
                        .disposition())
                .isEqualTo(Disposition.DEFER);
    }

    private static Verdict forBoth(Finding... findings) {
        return SCORER.judge(Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, "b@example.org", "c@example.org")
                .with(List.of(findings)));
    }

    @ParameterizedTest
    @CsvSource({"ACCEPT", "DISCARD"})
    void leniencyForOneOfTwoRecipientsIsNone(Disposition lenient) {
        Finding against = points("X", 16);

        assertThat(forBoth(against, about("b@example.org", decides("L", lenient)))
                        .disposition())
                .isEqualTo(Disposition.REJECT);
        assertThat(forBoth(
                                against,
                                about("b@example.org", decides("L", lenient)),
                                about("c@example.org", decides("L", lenient)))
                        .disposition())
                .isEqualTo(lenient);
    }

    @Test
    void pointsForAMailCountOnceAndOnlyWhenFoundForAll() {
        Finding b = about("b@example.org", points("L", -5));
        Finding c = about("c@example.org", points("L", -5));

        assertThat(forBoth(points("X", 9), b).score()).isEqualTo(9);
        assertThat(forBoth(points("X", 9), b, c).score()).isEqualTo(4);
    }

    @Test
    void pointsAgainstAMailCountOnceHoweverManyRecipients() {
        Finding b = about("b@example.org", points("A", 3));
        Finding c = about("c@example.org", points("A", 3));

        assertThat(forBoth(b).score()).isEqualTo(3);
        assertThat(forBoth(b, c).score()).isEqualTo(3);
        assertThat(forBoth(b, c, about("c@example.org", points("B", 1))).score())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"8, 5, 15", "5, 16, 15", "NaN, 8, 15", "5, 8, NaN"})
    void thresholdsThatDoNotRiseAreRefused(double tag, double quarantine, double reject) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Scorer.Options(4, tag, quarantine, reject))
                .withMessageStartingWith("the thresholds must rise: tag " + tag);
    }

    @Test
    void equalThresholdsSkipADisposition() {
        var scorer = new Scorer(new Scorer.Options(4, 5, 15, 15), true, NO_POLICIES);

        assertThat(scorer.judge(Mails.found(points("A", 14))).disposition()).isEqualTo(Disposition.TAG);
        assertThat(scorer.judge(Mails.found(points("A", 15))).disposition()).isEqualTo(Disposition.REJECT);
    }
}
