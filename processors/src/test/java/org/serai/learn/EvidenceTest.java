package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.learn.Evidence.Rules;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Weight;

/** Attempts to have something learned that nobody has vouched for. */
class EvidenceTest {

    private static final List<String> CLASSIFIERS = List.of("bayes", "hmm", "learner", "content");
    private static final Rules SPAM = new Rules(
            List.of("LISTS_RED"),
            List.of(),
            List.of(),
            CLASSIFIERS,
            List.of("ptr dnsbl helo", "spf dmarc", "uribl phishing", "clamav"),
            2,
            2,
            12.0);
    private static final Rules HAM = new Rules(
            List.of("LISTS_RED"),
            List.of("DMARC_PASS"),
            List.of("LISTS_ALLOW", "DNSWL_HIGH"),
            CLASSIFIERS,
            List.of(),
            0,
            2,
            1.0);

    private static Finding found(String filter, String symbol, double points) {
        return found(filter, symbol, new Weight(points, null, Weight.Force.USUAL), "");
    }

    private static Finding found(String filter, String symbol, Weight weight, String recipient) {
        return Finding.of(symbol, "A reason").judged(filter, Mode.SCORE, weight, recipient, 0);
    }

    private static String spam(Finding... findings) {
        return Evidence.refusal(Mails.found(findings), Label.SPAM, SPAM);
    }

    private static String ham(Finding... findings) {
        return Evidence.refusal(Mails.found(findings), Label.HAM, HAM);
    }

    @Test
    void twoFamiliesThatAgreeTeachSpam() {
        assertThat(spam(found("dnsbl", "DNSBL_SPAM", 8), found("uribl", "URIBL_SPAM", 5)))
                .isEmpty();
    }

    @Test
    void whatClassifiersSayDoesNotCount() {
        assertThat(spam(found("content", "CONTENT_SURELY", 20), found("uribl", "URIBL_SPAM", 5)))
                .contains("score without classifiers is 5");
    }

    @Test
    void manyFindingsOfOneFamilyAreOne() {
        assertThat(spam(found("dnsbl", "DNSBL_SPAM", 8), found("ptr", "PTR_NONE", 5), found("helo", "HELO_BARE_IP", 5)))
                .contains("families of filters that speak against it: 1");
    }

    @Test
    void aFilterOfNoFamilyCountsForTheScoreAlone() {
        assertThat(spam(found("dnsbl", "DNSBL_SPAM", 8), found("patterns", "PATTERNS_BODY", 8)))
                .contains("families");
    }

    @Test
    void pointsThatAreTakenBackDoNotCount() {
        assertThat(spam(
                        found("dnsbl", "DNSBL_SPAM", 14),
                        found("spf", "SPF_FAIL", 3),
                        found("dmarc", "DMARC_COUNTED", -3)))
                .contains("families");
    }

    @Test
    void whatRefusesByItselfSpeaksForItsFamily() {
        assertThat(spam(
                        found("dnsbl", "DNSBL_SPAM", 12),
                        found("clamav", "CLAMAV_VIRUS", new Weight(0, Disposition.REJECT, Weight.Force.ALWAYS), "")))
                .isEmpty();
    }

    @Test
    void whatIsFoundForSeveralRecipientsCountsOnce() {
        Weight seven = Weight.points(7);
        assertThat(spam(
                        found("helo", "PATTERNS_RCPT_TO", seven, "a@example.org"),
                        found("helo", "PATTERNS_RCPT_TO", seven, "b@example.org"),
                        found("uribl", "URIBL_SPAM", 2)))
                .contains("score without classifiers is 9");
    }

    @Test
    void whatIsOnTheRedListTeachesNothing() {
        Finding red = found("lists", "LISTS_RED", 0);

        assertThat(spam(found("dnsbl", "DNSBL_SPAM", 8), found("uribl", "URIBL_SPAM", 5), red))
                .contains("LISTS_RED");
        assertThat(ham(found("dmarc", "DMARC_PASS", 0), found("lists", "LISTS_ALLOW", -5), red))
                .contains("LISTS_RED");
    }

    @Test
    void aProvedAuthorWhomSomebodyVouchesForTeachesHam() {
        assertThat(ham(found("dmarc", "DMARC_PASS", 0), found("dnswl", "DNSWL_HIGH", -4)))
                .isEmpty();
    }

    @Test
    void ourOwnUsersTeachByReportsAlone() {
        Mail ours = Mails.at(Mails.connected(Mails.client("192.0.2.1", true)), Mails.MESSAGE, "b@example.org")
                .with(List.of(found("dnsbl", "DNSBL_SPAM", 8), found("uribl", "URIBL_SPAM", 5)));

        assertThat(Evidence.refusal(ours, Label.SPAM, SPAM)).contains("own users");
    }

    @Test
    void anybodyCanPassDmarc() {
        assertThat(ham(found("dmarc", "DMARC_PASS", 0))).contains("LISTS_ALLOW");
    }

    @Test
    void anAllowedSenderWhoIsNotProvedMayBeForged() {
        assertThat(ham(found("lists", "LISTS_ALLOW", -5))).contains("DMARC_PASS was not found");
    }

    @Test
    void whatSpeaksForHamDoesNotOutweighWhatSpeaksAgainstIt() {
        assertThat(ham(
                        found("dmarc", "DMARC_PASS", 0),
                        found("lists", "LISTS_ALLOW", -5),
                        found("uribl", "URIBL_ABUSED", 3)))
                .contains("3.0 points");
    }

    @Test
    void aClassifierThatTakesHamForSpamDoesNotKeepItFromBeingLearned() {
        assertThat(ham(
                        found("dmarc", "DMARC_PASS", 0),
                        found("lists", "LISTS_ALLOW", -5),
                        found("content", "CONTENT_SPAM", 5)))
                .isEmpty();
    }
}
