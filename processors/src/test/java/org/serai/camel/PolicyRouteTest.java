package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.custody.MessageStore;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.mail.Weight;
import org.serai.smtp.Policy.Decision;

/** What config/policies.yaml changes, by the real routes. */
class PolicyRouteTest extends PolicyFixture {

    private static final String STRICT =
            """
            policies:
            - name: strict
              recipients: [strict@example.org]
              thresholds: {tag: 1, quarantine: 2, reject: 90}
              filters: {gtube: off}
            """;

    private static Mail mixed(double points) {
        Finding finding = Finding.of("HELO_BARE_IP", "Greet with your name")
                .judged("helo", Mode.SCORE, Weight.points(points), "", 0);
        return Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, "strict@example.org", "b@example.org")
                .with(List.of(finding));
    }

    private static void page(TestPolicy of, String page) throws IOException {
        Files.writeString(of.home.resolve("config/policies.yaml"), page);
        of.generations.reload();
    }

    @Test
    void theStrictHaveACopyAndTheOthersTheMessage() throws IOException {
        page(policy, STRICT);

        Decision decision = policy.decide(mixed(3));

        assertThat(decision.reply()).hasToString("250 2.0.0 Ok: taken");
        assertThat(decision.disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(policy.kept).singleElement().satisfies(kept -> {
            assertThat(kept.content()).isEqualTo(Mails.MESSAGE);
            assertThat(kept.json()).contains("\"disposition\":\"QUARANTINE\"", "\"rcptTo\":[\"strict@example.org\"]");
        });
        assertThat(policy.withdrawn).isEmpty();
        assertThat(policy.delivered)
                .singleElement()
                .satisfies(mail -> assertThat(mail.envelope().rcptTo()).hasToString("[<b@example.org>]"));
        assertThat(decision.mail().envelope().rcptTo()).hasSize(2);
        policy.ended(decision);
        await().until(() -> !policy.trail.isEmpty());
        assertThat(policy.trail).singleElement().satisfies(event -> assertThat(event)
                .contains(
                        "\"policies\":[{\"recipients\":[\"strict@example.org\"],\"policies\":[\"strict\"],\"disposition\":\"QUARANTINE\",\"score\":3.0},"
                                + "{\"recipients\":[\"b@example.org\"],\"policies\":[],\"disposition\":\"ACCEPT\",\"score\":3.0}]",
                        "POLICIES_MIXED"));
    }

    @Test
    void theCopyCountsWhicheverPositiveReplyTheClientIsTold() throws IOException {
        page(policy, STRICT);
        policy.backend = Reply.of(251, "2.1.5", "will forward");

        assertThat(policy.decide(mixed(3)).reply().code()).isEqualTo(251);
        assertThat(policy.kept).hasSize(1);
        assertThat(policy.withdrawn).isEmpty();
    }

    @Test
    void whatIsThrownAwayForOneReachesTheOthers() throws IOException {
        page(policy, STRICT.replace("gtube: off", "lists: off"));
        Finding listed = Finding.of("LISTS_DISCARD", "Mail for this recipient is thrown away.")
                .judged("lists", Mode.SCORE, new Weight(0, Disposition.DISCARD, Weight.Force.USUAL), "", 0);

        Decision decision =
                policy.decide(Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, "strict@example.org", "b@example.org")
                        .with(List.of(listed)));

        assertThat(decision.disposition()).isEqualTo(Disposition.ACCEPT);
        assertThat(policy.kept).isEmpty();
        assertThat(policy.delivered)
                .singleElement()
                .satisfies(mail -> assertThat(mail.envelope().rcptTo()).hasToString("[<strict@example.org>]"));
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedWith552AndARecipientWith550() throws IOException {
        page(policy, "policies:\n- max-size: 10\n");

        assertThat(policy.decide(Mails.data(Mails.MESSAGE)).reply())
                .hasToString("552 5.3.4 The message is larger than the recipient takes. (mail " + Mails.ID + ")");
        Finding announced = Finding.of("POLICIES_SIZE", "Too large")
                .withStatus("3.4")
                .judged("policies", Mode.SCORE, new Weight(0, Disposition.REJECT, Weight.Force.USUAL), "", 0);
        assertThat(policy.decide(Mails.asking(Mails.at(Phase.MAIL_FROM), "b@example.org")
                                .with(List.of(announced)))
                        .reply()
                        .toString())
                .startsWith("550 5.3.4 ");
    }

    @Test
    void theOthersMayHaveItWithMarks() throws IOException {
        page(policy, STRICT);

        Decision decision = policy.decide(mixed(6));

        assertThat(decision.disposition()).isEqualTo(Disposition.TAG);
        assertThat(policy.kept).hasSize(1);
        assertThat(policy.delivered)
                .singleElement()
                .satisfies(mail -> assertThat(mail.edits().prepended()).contains("X-Spam-Flag: YES"));
    }

    @Test
    void whatTheBackendRefusesLeavesNoCopy() throws IOException {
        page(policy, STRICT);
        policy.backend = Reply.of(554, "5.6.0", "not this");

        Decision decision = policy.decide(mixed(3));

        assertThat(decision.reply()).hasToString("554 5.6.0 not this");
        assertThat(policy.kept).isEmpty();
        assertThat(policy.withdrawn).hasSize(1);
    }

    @Test
    void whatFailsOnTheWayLeavesNoCopy() throws IOException {
        policy.edit(policy.route("deliver"), "serai:remove-fields", "serai:release");
        policy.edit(policy.route("deliver"), "            parameters:\n              names: X-Spam-*, X-Serai-*\n", "");
        policy.edit(policy.route("deliver"), "uri: serai:release", "uri: serai:quarantine-copy");
        page(policy, STRICT);

        Decision decision = policy.decide(mixed(3));

        assertThat(decision.reply())
                .hasToString("451 4.3.0 Internal error, please try again later (mail " + Mails.ID + ")");
        assertThat(policy.delivered).isEmpty();
        assertThat(policy.kept).isEmpty();
        assertThat(policy.withdrawn).isNotEmpty();
    }

    @Test
    void aCopyThatCannotBeKeptIsNotConfirmedToTheClient() throws IOException {
        page(policy, STRICT);
        policy.quarantine = (id, content, json) -> new MessageStore.Held() {
            @Override
            public void confirm() throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void withdraw() {
                throw new IllegalStateException("it is to be kept");
            }
        };

        Decision decision = policy.decide(mixed(3));

        assertThat(decision.reply().code()).isEqualTo(451);
        assertThat(decision.disposition()).isEqualTo(Disposition.DEFER);
    }

    @Test
    void aCopyThatCannotBeWrittenKeepsTheMessageFromAll() throws IOException {
        page(policy, STRICT);
        policy.quarantine = (id, content, json) -> {
            throw new IOException("no space left");
        };

        assertThat(policy.decide(mixed(3)).reply().code()).isEqualTo(451);
        assertThat(policy.delivered).isEmpty();
    }

    @Test
    void splitRecipientsComeInAnotherTransaction(@TempDir Path other) throws Exception {
        try (var split = new TestPolicy(other, Map.of("policies.mixed", "split"))) {
            page(split, STRICT);
            Mail first = Mails.asking(Mails.at(Phase.MAIL_FROM), "b@example.org");
            assertThat(split.decide(first).reply().positive()).isTrue();
            Mail accepted =
                    first.at(Phase.RCPT_TO, first.envelope().answered(Reply.of(250, "2.1.5", "Ok")), first.deadline());

            assertThat(split.decide(Mails.asking(accepted, "c@example.org"))
                            .reply()
                            .positive())
                    .isTrue();
            assertThat(split.decide(Mails.asking(accepted, "strict@example.org"))
                            .reply())
                    .hasToString("452 4.5.3 Send this recipient in another transaction, right after this one (mail "
                            + Mails.ID + ")");
        }
    }

    @Test
    void aFilterThatIsOffForAllDoesNotRun() throws IOException {
        page(policy, STRICT);

        Decision strict = policy.decide(Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, "strict@example.org"));
        Decision other = policy.decide(Mails.data(Mails.MESSAGE));

        assertThat(strict.mail().checks()).extracting(Mail.Check::filter).doesNotContain("gtube");
        assertThat(other.mail().checks()).extracting(Mail.Check::filter).contains("gtube");
    }

    @Test
    void aMistakeChangesNothingAndIsTold() throws IOException {
        page(policy, STRICT);
        page(policy, STRICT.replace("quarantine", "quarantaine"));

        assertThat(policy.generations.refusal())
                .contains("policies.yaml:4: there is no 'quarantaine' here; did you mean 'quarantine'?");
        assertThat(policy.decide(mixed(3)).mail().verdict().withheld()).hasSize(1);
    }

    @Test
    void whomTheBackendDoesNotKnowIsFound() {
        policy.backend = Reply.of(550, "5.1.1", "User unknown");

        Decision decision = policy.decide(Mails.asking(Mails.at(Phase.MAIL_FROM), "nobody@example.org"));

        assertThat(decision.reply()).hasToString("550 5.1.1 User unknown");
        assertThat(decision.mail().findings())
                .filteredOn(finding -> finding.symbol().equals("RECIPIENTS_UNKNOWN"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.recipient()).isEqualTo("nobody@example.org");
                    assertThat(finding.evidence()).containsEntry("source", "backend");
                });
        policy.backend = Reply.of(250, "2.1.5", "Ok");
        assertThat(policy.decide(Mails.asking(Mails.at(Phase.MAIL_FROM), "nobody@example.org"))
                        .reply())
                .hasToString("550 5.1.1 There is no such recipient here. (mail " + Mails.ID + ")");
    }
}
