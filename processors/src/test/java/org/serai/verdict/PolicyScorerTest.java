package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.filter.policies.Policies;
import org.serai.filter.policies.Policies.Mixed;
import org.serai.filter.policies.Policies.Options;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Verdict;
import org.serai.mail.Weight;
import org.serai.mail.Weight.Force;

/** One verdict for recipients who have policies of their own. */
class PolicyScorerTest {

    private static final String PAGE =
            """
            policies:
            - name: patient
              recipients: [patient@example.org]
              thresholds: {tag: 9, quarantine: 12, reject: 20}
            - name: strict
              recipients: [strict@example.org]
              thresholds: {tag: 2, quarantine: 3, reject: 6}
            - name: no-bayes
              recipients: [no-bayes@example.org]
              filters: {bayes: off, lists: off}
            - name: no-lists
              recipients: [no-lists@example.org]
              filters: {lists: off}
            - name: enforcing
              recipients: [enforcing@example.org]
              filters: {spf: enforce}
            - name: refusing
              recipients: [refusing@example.org]
              spam: reject
            - name: keeping
              recipients: [keeping@example.org]
              spam: quarantine
            - name: small
              recipients: [small@example.org]
              max-size: 100
            """;

    @TempDir
    private Path home;

    private Scorer scorer(Mixed mixed) throws IOException {
        Path file = Files.writeString(home.resolve("policies.yaml"), PAGE);
        var options = new Options(mixed, List.of("postmaster", "abuse"));
        return new Scorer(
                new Scorer.Options(4, 5, 8, 15),
                true,
                Policies.load(file, home, List.of("bayes", "spf", "lists", "clamav"), false, options));
    }

    private static Finding finding(String filter, Weight weight, Mode mode) {
        return Finding.of(filter.toUpperCase(Locale.ROOT) + "_X", "because of " + filter)
                .judged(filter, mode, weight, "", 0);
    }

    private static Finding points(String filter, double points) {
        return finding(filter, Weight.points(points), Mode.SCORE);
    }

    private static Mail to(String locals, Finding... findings) {
        String[] recipients = Arrays.stream(locals.split(" "))
                .map(local -> local + "@example.org")
                .toArray(String[]::new);
        return Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, recipients).with(List.of(findings));
    }

    @ParameterizedTest
    @CsvSource({
        "anybody,           8.5, QUARANTINE",
        "patient,           8.5, ACCEPT",
        "patient,           9,   TAG",
        "patient,           19,  QUARANTINE",
        "strict,            2,   TAG",
        "strict,            6,   REJECT",
        "refusing,          8,   REJECT",
        "refusing,          7,   TAG",
        "keeping,           99,  QUARANTINE",
        "patient strict,    1,   ACCEPT",
        "patient anybody,   6,   TAG",
        "strict refusing,   8,   REJECT",
        "postmaster,        99,  TAG",
        "Abuse postmaster,  9,   TAG",
        "postmaster,        4,   ACCEPT",
        "postmaster strict, 99,  REJECT"
    })
    void aScoreComesToWhatThePolicySays(String locals, double score, Disposition expected) throws IOException {
        Verdict verdict = scorer(Mixed.STRICTEST).judge(to(locals, points("bayes", score)));

        assertThat(verdict.disposition()).isEqualTo(expected);
        assertThat(verdict.score()).isEqualTo(score);
        assertThat(verdict.withheld()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "COPY,      patient anybody,          9,  TAG,        <anybody@example.org>",
        "COPY,      patient strict,           7,  ACCEPT,     <strict@example.org>",
        "COPY,      strict patient anybody,   10, TAG,        <strict@example.org> <anybody@example.org>",
        "COPY,      patient strict,           25, REJECT,     ''",
        "COPY,      patient anybody,          15, QUARANTINE, ''",
        "STRICTEST, patient anybody,          9,  QUARANTINE, ''",
        "STRICTEST, patient strict,           7,  REJECT,     ''",
        "SPLIT,     patient anybody,          9,  QUARANTINE, ''"
    })
    void whatSomeMayHaveAndOthersNot(Mixed mixed, String locals, double score, Disposition expected, String withheld)
            throws IOException {
        Mail mail = to(locals, points("bayes", score));

        Verdict verdict = scorer(mixed).judge(mail);

        // 15 is REJECT for anybody and QUARANTINE for the patient: nobody may have it.
        Disposition all = score == 15 ? Disposition.REJECT : expected;
        assertThat(verdict.disposition()).isEqualTo(all);
        assertThat(verdict.withheld().stream().map(Object::toString).toList())
                .containsExactlyInAnyOrder(Arrays.stream(withheld.split(" "))
                        .filter(each -> !each.isEmpty())
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "anybody strict,              0,  DISCARD,    ''",
        "anybody no-bayes,            0,  ACCEPT,     <no-bayes@example.org>",
        "no-bayes anybody strict,     6,  TAG,        <no-bayes@example.org>",
        "no-bayes anybody,            9,  QUARANTINE, <no-bayes@example.org>",
        "anybody no-bayes strict,     20, REJECT,     <no-bayes@example.org>"
    })
    void mailIsThrownAwayOnlyForThoseForWhomItIsToBe(String locals, double score, Disposition expected, String reached)
            throws IOException {
        var listed = finding("lists", new Weight(0, Disposition.DISCARD, Force.USUAL), Mode.SCORE);
        Mail mail = to(locals, listed, points("spf", score));

        for (Mixed mixed : Mixed.values()) {
            Verdict verdict = scorer(mixed).judge(mail);

            assertThat(verdict.disposition()).as("%s", mixed).isEqualTo(expected);
            assertThat(verdict.withheld()).isEmpty();
            assertThat(verdict.reached(mail.envelope().rcptTo()).stream()
                            .map(Object::toString)
                            .toList())
                    .containsExactlyElementsOf(reached.isEmpty() ? List.of() : List.of(reached));
        }
    }

    @Test
    void whoeverIsStrictHasACopyAlsoWhereMailOfAThirdIsThrownAway() throws IOException {
        var listed = finding("lists", new Weight(0, Disposition.DISCARD, Force.USUAL), Mode.SCORE);
        Mail mail = to("anybody no-bayes no-lists", listed, points("spf", 5), points("bayes", 4));

        Verdict verdict = scorer(Mixed.COPY).judge(mail);

        assertThat(verdict.disposition()).isEqualTo(Disposition.TAG);
        assertThat(verdict.withheld()).hasToString("[<no-lists@example.org>]");
        assertThat(verdict.reached(mail.envelope().rcptTo())).hasToString("[<no-bayes@example.org>]");
    }

    @ParameterizedTest
    @CsvSource({"false, 99, TAG, true", "false, 6, TAG, false", "true, 99, REJECT, false", "true, 9, QUARANTINE, false"
    })
    void onlyStrangersMayWriteToThePostmasterWhatTheyLike(
            boolean trusted, double score, Disposition expected, boolean spared) throws IOException {
        Mail mail = to("postmaster", points("bayes", score));
        Mail from = mail.at(Phase.DATA, mail.envelope().by(Mails.client("192.0.2.1", trusted)), mail.deadline());

        Verdict verdict = scorer(Mixed.COPY).judge(from);

        assertThat(verdict.disposition()).isEqualTo(expected);
        assertThat(verdict.spared()).isEqualTo(spared);
    }

    @Test
    void aFilterThatIsOffForAllWeighsNothing() throws IOException {
        Scorer scorer = scorer(Mixed.STRICTEST);
        Mail one = to("no-bayes", points("bayes", 20), points("spf", 1));

        assertThat(scorer.judge(one).disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(scorer.judge(one).score()).isEqualTo(1);
        assertThat(scorer.weighed(one).findings()).extracting(Finding::symbol).containsExactly("SPF_X");
        Mail both = to("no-bayes anybody", points("bayes", 20));
        assertThat(scorer.judge(both).disposition()).isEqualTo(Disposition.REJECT);
        assertThat(scorer.weighed(both).findings()).hasSize(1);
    }

    @Test
    void aFilterThatOnlyRecordsWeighsWhereAPolicyWantsIt() throws IOException {
        Scorer scorer = scorer(Mixed.STRICTEST);
        Finding recorded = finding("spf", Weight.points(3), Mode.MONITOR);

        Verdict verdict = scorer.judge(to("enforcing", recorded));

        assertThat(verdict.disposition()).isEqualTo(Disposition.REJECT);
        assertThat(verdict.score()).isEqualTo(3);
        assertThat(scorer.judge(to("anybody", recorded)).score()).isZero();
        assertThat(scorer.weighed(to("enforcing", recorded)).findings())
                .extracting(Finding::mode)
                .containsExactly(Mode.ENFORCE);
    }

    @Test
    void malwareAndWhatDecidesAlwaysIsRefusedForEveryone() throws IOException {
        var virus = finding("clamav", new Weight(0, Disposition.REJECT, Force.USUAL), Mode.SCORE);
        var loop = finding("lists", new Weight(0, Disposition.REJECT, Force.ALWAYS), Mode.SCORE);

        for (String locals : List.of("patient", "no-bayes", "keeping", "postmaster", "no-bayes patient")) {
            for (Finding each : List.of(virus, loop)) {
                Verdict verdict = scorer(Mixed.COPY).judge(to(locals, each));
                assertThat(verdict.disposition()).as(locals).isEqualTo(Disposition.REJECT);
                assertThat(verdict.withheld()).isEmpty();
            }
        }
    }

    @Test
    void whatIsTooLargeForSomeIsKeptForThem() throws IOException {
        assertThat(scorer(Mixed.COPY).judge(to("small")).status()).isEqualTo("3.4");
        assertThat(scorer(Mixed.COPY).judge(to("small")).disposition()).isEqualTo(Disposition.REJECT);

        Verdict mixed = scorer(Mixed.COPY).judge(to("anybody small"));

        assertThat(mixed.disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(mixed.withheld()).hasToString("[<small@example.org>]");
    }

    @Test
    void whatIsDeferredForSomeIsDeferredForAll() throws IOException {
        var greylisted = finding("greylist", new Weight(0, Disposition.DEFER, Force.SUSPICIOUS), Mode.SCORE);

        Verdict verdict = scorer(Mixed.COPY).judge(to("patient strict anybody", greylisted, points("bayes", 4.5)));

        assertThat(verdict.disposition()).isEqualTo(Disposition.DEFER);
        assertThat(verdict.withheld()).isEmpty();
    }

    @Test
    void atRcptTheRecipientsOwnPolicyHolds() throws IOException {
        Scorer scorer = scorer(Mixed.COPY);
        Mail mail = Mails.at(Phase.MAIL_FROM).with(List.of(points("bayes", 16)));

        assertThat(scorer.judge(Mails.asking(mail, "anybody@example.org")).disposition())
                .isEqualTo(Disposition.REJECT);
        assertThat(scorer.judge(Mails.asking(mail, "patient@example.org")).disposition())
                .isEqualTo(Disposition.ACCEPT);
        assertThat(scorer.judge(Mails.asking(mail, "no-bayes@example.org")).disposition())
                .isEqualTo(Disposition.ACCEPT);
    }

    @Test
    void theVerdictTellsWhichPolicyCameToWhat() throws IOException {
        Verdict verdict = scorer(Mixed.COPY).judge(to("anybody strict no-bayes", points("bayes", 4)));

        assertThat(verdict.parts())
                .extracting(part -> part.policies() + " " + part.verdict().disposition() + " "
                        + part.verdict().score())
                .containsExactly("[] ACCEPT 4.0", "[strict] QUARANTINE 4.0", "[no-bayes] ACCEPT 0.0");
        assertThat(scorer(Mixed.COPY).judge(to("anybody")).parts()).isEmpty();
    }
}
