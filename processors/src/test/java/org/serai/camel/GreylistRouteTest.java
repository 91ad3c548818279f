package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;

/** Who is told to come again, by the real routes and scores. */
class GreylistRouteTest {

    @TempDir
    Path home;

    /** Its clock stands, so a delay of nothing is over at the second attempt. */
    private TestPolicy policy(Map<String, String> properties) throws Exception {
        var all = new HashMap<String, String>();
        all.put("filter.greylist.delay", "0s");
        all.put("filter.greylist.mode", "score");
        all.putAll(properties);
        return new TestPolicy(Files.createTempDirectory(home, "policy"), all);
    }

    private static Mail scored(double points) {
        return Mails.found(
                Finding.of("DNSBL_SPAM", "A reason").judged("dnsbl", Mode.SCORE, Weight.points(points), "", 0));
    }

    private static Mail asking() {
        return Mails.at(Phase.RCPT_TO);
    }

    @Test
    void suspiciousMailComesAgainAndIsTagged() throws Exception {
        try (var policy = policy(Map.of())) {
            var first = policy.decide(scored(6));
            assertThat(first.disposition()).isEqualTo(Disposition.DEFER);
            assertThat(first.reply().toString())
                    .startsWith("451 4.7.1 Please try again later (mail ")
                    .hasLineCount(1);
            assertThat(policy.decide(scored(6)).disposition()).isEqualTo(Disposition.TAG);
            assertThat(policy.delivered).hasSize(1);
        }
    }

    @Test
    void whatIsNotSuspiciousOrBadAnywayIsNotPutOff() throws Exception {
        try (var policy = policy(Map.of())) {
            assertThat(policy.decide(asking()).reply().toString()).startsWith("250");
            for (int i = 0; i < 2; i++) {
                assertThat(policy.decide(scored(1)).disposition()).isEqualTo(Disposition.ACCEPT);
                assertThat(policy.decide(scored(9)).disposition()).isEqualTo(Disposition.QUARANTINE);
                assertThat(policy.decide(scored(20)).disposition()).isEqualTo(Disposition.REJECT);
            }
            assertThat(policy.decide(scored(6)).disposition())
                    .as("nothing was written before")
                    .isEqualTo(Disposition.DEFER);
        }
    }

    @Test
    void withScopeAllRecipientsArePutOff() throws Exception {
        try (var policy = policy(Map.of("filter.greylist.scope", "all"))) {
            var first = policy.decide(asking());
            assertThat(first.reply().toString()).startsWith("451 4.7.1 Please try again later");
            assertThat(policy.recipients).as("the backend is not asked").isEmpty();
            assertThat(policy.decide(asking()).reply().toString()).startsWith("250");
        }
    }

    @Test
    void whoDoesNotExistIsRefusedAndNotPutOff() throws Exception {
        try (var policy = policy(Map.of("filter.greylist.scope", "all"))) {
            Files.writeString(policy.list("recipients"), "b@example.org\n");
            policy.generations.reload();

            assertThat(rcpt(policy, "nobody@example.org")).startsWith("550 5.1.1 There is no such recipient here.");
            assertThat(rcpt(policy, "b@example.org")).startsWith("451 4.7.1 Please try again later");
            assertThat(policy.recipients).as("the backend is not asked").isEmpty();
        }
    }

    private static String rcpt(TestPolicy policy, String recipient) {
        return policy.decide(Mails.asking(Mails.at(Phase.MAIL_FROM), recipient))
                .reply()
                .toString();
    }

    @Test
    void byPolicySomeRecipientsArePutOffAndOthersNot() throws Exception {
        try (var policy = policy(Map.of("filter.greylist.scope", "all"))) {
            page(policy, "policies:\n- recipients: [fast@example.org]\n  greylisting: off\n");

            assertThat(rcpt(policy, "fast@example.org")).startsWith("250");
            assertThat(rcpt(policy, "b@example.org")).startsWith("451 4.7.1 Please try again later");
        }
        try (var policy = policy(Map.of("filter.greylist.scope", "all", "filter.greylist.mode", "off"))) {
            page(policy, "policies:\n- recipients: [slow@example.org]\n  greylisting: on\n");

            assertThat(rcpt(policy, "slow@example.org")).startsWith("451 4.7.1 Please try again later");
            assertThat(rcpt(policy, "b@example.org")).startsWith("250");
        }
    }

    @Test
    void suspiciousMailIsPutOffUnlessAllOfItsRecipientsTakeItAtOnce() throws Exception {
        try (var policy = policy(Map.of())) {
            page(policy, "policies:\n- recipients: [fast@example.org]\n  greylisting: off\n");

            assertThat(policy.decide(suspicious("fast@example.org")).disposition())
                    .isEqualTo(Disposition.TAG);
            assertThat(policy.decide(suspicious("fast@example.org", "b@example.org"))
                            .disposition())
                    .isEqualTo(Disposition.DEFER);
        }
    }

    private static Mail suspicious(String... recipients) {
        return Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, recipients)
                .with(List.of(
                        Finding.of("DNSBL_SPAM", "A reason").judged("dnsbl", Mode.SCORE, Weight.points(6), "", 0)));
    }

    private static void page(TestPolicy policy, String page) throws IOException {
        Files.writeString(policy.home.resolve("config/policies.yaml"), page);
        policy.generations.reload();
    }

    @Test
    void whomAListLetsThroughIsNotPutOff() throws Exception {
        try (var policy = policy(Map.of("filter.greylist.scope", "all"))) {
            Files.writeString(policy.list("bypass-mail-from"), "@sender.example\n");
            policy.generations.reload();
            Mail from = policy.decide(Mails.at(Phase.MAIL_FROM)).mail();

            assertThat(policy.decide(Mails.asking(from, "b@example.org"))
                            .reply()
                            .toString())
                    .startsWith("250");
        }
    }

    @Test
    void modeMonitorPutsNobodyOffAndRemembersNothing() throws Exception {
        for (var property : List.of("mode", "filter.greylist.mode")) {
            try (var policy = policy(Map.of(property, "monitor", "filter.greylist.scope", "all"))) {
                for (int i = 0; i < 2; i++) {
                    var decision = policy.decide(asking());
                    assertThat(decision.reply().toString()).startsWith("250");
                    assertThat(decision.mail().has("GREYLIST_UNKNOWN")).isTrue();
                }
            }
        }
    }

    @Test
    void aStoreThatIsDownPutsNobodyOff() throws Exception {
        try (var policy = policy(Map.of("filter.greylist.scope", "all"))) {
            policy.tables.down(true);
            var decision = policy.decide(asking());

            assertThat(decision.reply().toString()).startsWith("250");
            assertThat(decision.mail().has("GREYLIST_TEMPERROR")).isTrue();
        }
    }
}
