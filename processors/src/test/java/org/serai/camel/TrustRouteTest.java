package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.identity.DkimResult;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Reply;
import org.serai.mail.Weight;
import org.serai.store.Tally;

/** What trust comes from and what it does, by the real routes and scores. */
class TrustRouteTest {

    private static final String FRIEND = "a@sender.example";

    @TempDir
    Path home;

    private TestPolicy policy(Map<String, String> properties) throws Exception {
        var all = new HashMap<String, String>();
        all.put("filter.greylist.mode", "score");
        all.putAll(properties);
        return new TestPolicy(Files.createTempDirectory(home, "policy"), all);
    }

    /** Of the user b@example.org. */
    private static Mail user(String fields, String body, String recipient) {
        Mail mail = Mails.at(
                Mails.connected(Mails.client("192.0.2.9", true).authenticated("b")),
                "From: b@example.org\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n" + fields + "\r\n" + body,
                recipient);
        return mail.received(
                mail.content(),
                mail.envelope()
                        .from(Mails.path("b@example.org"), mail.envelope().parameters())
                        .asking(Mails.path(recipient))
                        .answered(Reply.of(250, "2.1.5", "Ok")),
                Mails.soon());
    }

    /** For a recipient, in a session of its own. */
    private static Mail asking() {
        return Mails.asking(Mails.connected(Mails.client("192.0.2.9", true).authenticated("b")), "x@elsewhere.example");
    }

    private static Mail writing() {
        return user("", "text\r\n", FRIEND);
    }

    /** The friend's, with a signature that proves him. */
    private static Mail friend(Finding... findings) {
        Mail mail = Mails.found(findings);
        mail.assume(
                DkimResult.Question.class,
                question -> CompletableFuture.completedFuture(List.of(new DkimResult(
                        DkimResult.Result.PASS,
                        "sender.example",
                        "s",
                        "@sender.example",
                        "rsa-sha256",
                        2048,
                        true,
                        false,
                        ""))));
        return mail;
    }

    private static Finding found(String filter, String symbol, double points) {
        return Finding.of(symbol, "A reason").judged(filter, Mode.SCORE, Weight.points(points), "", 0);
    }

    @Test
    void anAnswerOfWhomAUserWroteToIsNeitherMarkedNorPutOff() throws Exception {
        try (var policy = policy(Map.of())) {
            Finding bad = found("dnsbl", "DNSBL_SPAM", 6);
            assertThat(policy.decide(friend(bad)).disposition()).isEqualTo(Disposition.DEFER);
            assertThat(policy.decide(writing()).disposition()).isEqualTo(Disposition.ACCEPT);

            var answer = policy.decide(friend(bad));
            assertThat(answer.disposition()).isEqualTo(Disposition.ACCEPT);
            assertThat(answer.mail().has("CORRESPONDENTS_KNOWN")).isTrue();
            assertThat(policy.decide(Mails.found(bad)).disposition())
                    .as("not proved")
                    .isEqualTo(Disposition.DEFER);
        }
    }

    @Test
    void trustTouchesNothingOfWhatMayHarm() throws Exception {
        try (var policy = policy(Map.of("filter.greylist.mode", "off"))) {
            policy.decide(writing());

            var suspicious = policy.decide(friend(found("clamav", "CLAMAV_PHISHING", 9)));
            assertThat(suspicious.disposition()).isEqualTo(Disposition.QUARANTINE);
            assertThat(suspicious.mail().has("CORRESPONDENTS_WITHHELD")).isTrue();
            var virus = policy.decide(friend(Finding.of("CLAMAV_VIRUS", "A virus")
                    .judged("clamav", Mode.SCORE, new Weight(0, Disposition.REJECT, Weight.Force.ALWAYS), "", 0)));
            assertThat(virus.disposition()).isEqualTo(Disposition.REJECT);
            var listed = policy.decide(friend(Finding.of("ATTACHMENT_LISTED", "Listed")
                    .judged("attachment", Mode.SCORE, new Weight(0, Disposition.REJECT, Weight.Force.USUAL), "", 0)));
            assertThat(listed.disposition()).isEqualTo(Disposition.REJECT);
        }
    }

    @Test
    void anAccountBeyondItsLimitTeachesNothingWithLaterMailEither() throws Exception {
        try (var policy = policy(Map.of("filter.rates.own-users", "recipients 1/1h per user"))) {
            assertThat(policy.decide(asking()).reply().toString()).startsWith("250");
            assertThat(policy.decide(asking()).reply().toString()).startsWith("451 4.7.1 Too many recipients");

            assertThat(policy.decide(writing()).disposition()).isEqualTo(Disposition.ACCEPT);
            assertThat(policy.decide(friend()).mail().has("CORRESPONDENTS_KNOWN"))
                    .isFalse();
        }
    }

    @Test
    void mailThatTheBackendRefusesTeachesNothing() throws Exception {
        try (var policy = policy(Map.of())) {
            policy.backend = Reply.of(550, "5.1.1", "No such user");
            policy.decide(writing());
            policy.backend = Reply.of(250, "2.0.0", "Ok");

            assertThat(policy.decide(friend()).mail().has("CORRESPONDENTS_KNOWN"))
                    .isFalse();
        }
    }

    @Test
    void aReportOfSpamEndsTheTrustOfThisUser() throws Exception {
        try (var policy = policy(Map.of())) {
            policy.decide(writing());
            assertThat(policy.decide(friend()).mail().has("CORRESPONDENTS_KNOWN"))
                    .isTrue();
            String enclosed = "--x\r\nContent-Type: message/rfc822\r\n\r\n" + Mails.MESSAGE + "--x--\r\n";
            Mail report = user("Content-Type: multipart/mixed; boundary=x\r\n", enclosed, "spam@serai.local");

            assertThat(policy.decide(report).reply().toString())
                    .startsWith("250 2.0.0 Report taken: 1 learned as spam, 1 of the authors trusted no longer");
            assertThat(policy.decide(friend()).mail().has("CORRESPONDENTS_KNOWN"))
                    .isFalse();
            assertThat(policy.decide(report).reply().toString()).doesNotContain("trusted");
        }
    }

    @Test
    void aReportOfHamEndsNoTrust() throws Exception {
        try (var policy = policy(Map.of())) {
            policy.decide(writing());
            String enclosed = "--x\r\nContent-Type: message/rfc822\r\n\r\n" + Mails.MESSAGE + "--x--\r\n";
            policy.decide(user("Content-Type: multipart/mixed; boundary=x\r\n", enclosed, "ham@serai.local"));

            assertThat(policy.decide(friend()).mail().has("CORRESPONDENTS_KNOWN"))
                    .isTrue();
        }
    }

    @Test
    void goodMailMakesAReputationThatGreylistHears() throws Exception {
        try (var policy = policy(Map.of("filter.reputation.age", "0s", "filter.reputation.daily-good", "20"))) {
            for (int i = 0; i < 20; i++) {
                policy.decide(friend());
            }
            policy.tallies.forEach(Tally::flush);

            var known = policy.decide(friend(found("dnsbl", "DNSBL_SPAM", 6.5)));
            assertThat(known.mail().has("REPUTATION_GOOD")).isTrue();
            assertThat(known.disposition()).isEqualTo(Disposition.TAG);
        }
    }

    @Test
    void inAWeekOfMonitoringNobodyGetsAReputation() throws Exception {
        try (var policy = policy(Map.of("mode", "monitor"))) {
            for (int i = 0; i < 20; i++) {
                policy.decide(friend(found("dnsbl", "DNSBL_SPAM", 20)));
            }

            assertThat(policy.tallies).isEmpty();
        }
    }
}
