package org.serai.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.LogCapture;
import org.serai.Mails;
import org.serai.camel.TestPolicy.Applied;
import org.serai.mail.Content;
import org.serai.mail.Disposition;
import org.serai.mail.Edits;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.mail.Weight;
import org.serai.smtp.Policy.Decision;

/** Each disposition reaches its action and its reply, by the real routes. */
class DispositionRouteTest extends PolicyFixture {

    private static final String ID = "(mail " + Mails.ID + ")";

    private static Finding points(double points) {
        return Finding.of("HELO_BARE_IP", "Greet with your name")
                .judged("helo", Mode.SCORE, Weight.points(points), "", 0);
    }

    private static Finding decides(Disposition disposition) {
        return Finding.of("LISTS_BLOCK", "You are blocked")
                .judged("lists", Mode.SCORE, new Weight(0, disposition, Weight.Force.USUAL), "", 0);
    }

    private static void assertReply(Decision decision, Disposition disposition, String reply) {
        assertThat(decision.reply()).hasToString(reply);
        assertThat(decision.disposition()).isEqualTo(disposition);
    }

    @Test
    void cleanMailGoesToTheBackendUnchanged() {
        Decision decision = policy.decide(Mails.data(Mails.MESSAGE));

        assertReply(decision, Disposition.ACCEPT, "250 2.0.0 Ok: taken");
        assertThat(policy.delivered).singleElement().satisfies(mail -> {
            assertThat(mail.edits().removed()).isEmpty();
            assertThat(mail.edits().prepended())
                    .satisfiesExactly(
                            received -> assertThat(received).startsWith("Received: from mx.sender.example"),
                            id -> assertThat(id).isEqualTo("X-Serai-Id: " + Mails.ID),
                            results -> assertThat(results)
                                    .startsWith("Authentication-Results: mx.example.org;\r\n\tspf=none"));
        });
        assertThat(decision.mail().checks())
                .extracting(Mail.Check::filter)
                .containsExactly(
                        "lists",
                        "rates",
                        "header",
                        "dkim",
                        "arc",
                        "dmarc",
                        "uribl",
                        "phishing",
                        "gtube",
                        "attachment",
                        "clamav",
                        "patterns",
                        "bayes",
                        "hmm",
                        "learner",
                        "content",
                        "correspondents",
                        "reputation");
        assertThat(policy.applied).containsExactly(new Applied(Phase.DATA, Disposition.ACCEPT));
        assertThat(policy.kept).isEmpty();
    }

    @Test
    void taggedMailGoesToTheBackendWithItsFields() {
        Decision decision = policy.decide(Mails.found(points(6)));

        assertReply(decision, Disposition.TAG, "250 2.0.0 Ok: taken");
        assertThat(policy.delivered).singleElement().satisfies(mail -> assertThat(
                        mail.edits().prepended())
                .endsWith(
                        "X-Spam-Flag: YES",
                        "X-Spam-Score: 6.0",
                        "X-Spam-Status: Yes, score=6.0 required=5.0\r\n\ttests=HELO_BARE_IP,DKIM_NONE"));
    }

    @Test
    void withReplyRejectQuarantinedMailIsKeptAndRefused(@TempDir Path other) throws Exception {
        try (var rejecting = new TestPolicy(other, Map.of("quarantine.reply", "reject"))) {
            Decision decision = rejecting.decide(Mails.found(points(9)));

            assertReply(
                    decision,
                    Disposition.REJECT,
                    "550 5.7.1 The message is not delivered, it is held for review " + ID);
            assertThat(rejecting.kept)
                    .singleElement()
                    .extracting(TestPolicy.Kept::id)
                    .isEqualTo(Mails.ID);
        }
    }

    @Test
    void quarantinedMailIsKeptBeforeThe250() {
        Decision decision = policy.decide(Mails.found(points(9)));

        assertReply(decision, Disposition.QUARANTINE, "250 2.6.0 Accepted, mail " + Mails.ID);
        assertThat(policy.kept).singleElement().satisfies(kept -> {
            assertThat(kept.id()).isEqualTo(Mails.ID);
            assertThat(kept.content()).isEqualTo(Mails.MESSAGE);
            assertThat(kept.json()).contains("\"disposition\":\"QUARANTINE\"", "\"score\":9.0", "b@example.org");
        });
        assertThat(policy.delivered).isEmpty();
    }

    @Test
    void whenTheQuarantineFailsTheMailStaysTheSenders() {
        policy.quarantine = (id, content, json) -> {
            throw new IOException("disk full");
        };
        try (var log = LogCapture.of(FailureStep.class)) {
            Decision decision = policy.decide(Mails.found(points(9)));

            assertReply(decision, Disposition.DEFER, "451 4.3.0 Internal error, please try again later " + ID);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR " + Mails.ID + ": route quarantine failed at step quarantine-keep");
        }
        assertThat(policy.delivered).isEmpty();
        assertThat(policy.kept).isEmpty();
    }

    @Test
    void deferAndRejectTellTheReasonAndTheMailIdAndNoScore() {
        assertReply(
                policy.decide(Mails.found(decides(Disposition.DEFER))),
                Disposition.DEFER,
                "451 4.7.1 You are blocked " + ID);
        assertReply(
                policy.decide(Mails.found(decides(Disposition.REJECT))),
                Disposition.REJECT,
                "550 5.7.1 You are blocked " + ID);
        assertReply(
                policy.decide(Mails.found(points(15.5))), Disposition.REJECT, "550 5.7.1 Greet with your name " + ID);
        assertThat(policy.delivered).isEmpty();
        assertThat(policy.kept).isEmpty();
        assertThat(policy.applied)
                .containsExactly(
                        new Applied(Phase.DATA, Disposition.DEFER),
                        new Applied(Phase.DATA, Disposition.REJECT),
                        new Applied(Phase.DATA, Disposition.REJECT));
    }

    @Test
    void discardedMailIsAcceptedAndGone() {
        assertReply(
                policy.decide(Mails.found(decides(Disposition.DISCARD))),
                Disposition.DISCARD,
                "250 2.6.0 Accepted, mail " + Mails.ID);
        assertThat(policy.delivered).isEmpty();
        assertThat(policy.kept).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"554, 5.6.0, REJECT", "452, 4.3.1, DEFER"})
    void whatTheBackendSaysAboutTheContentIsSaid(int code, String status, Disposition disposition) {
        policy.backend = Reply.of(code, status, "No");

        assertReply(policy.decide(Mails.data(Mails.MESSAGE)), disposition, code + " " + status + " No");
        assertReply(policy.decide(Mails.found(points(6))), disposition, code + " " + status + " No");
        assertThat(policy.applied).extracting(Applied::disposition).containsExactly(disposition, disposition);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT", "HELO", "MAIL_FROM"})
    void phasesBeforeRcptGoOn(Phase phase) {
        assertReply(policy.decide(Mails.at(phase)), Disposition.ACCEPT, "250 2.1.0 Ok");
        assertThat(policy.recipients).isEmpty();
        assertThat(policy.applied).containsExactly(new Applied(phase, Disposition.ACCEPT));
    }

    @Test
    void theBackendIsAskedAboutARecipientThatWeAccept() {
        policy.backend = Reply.of(250, "2.1.5", "Recipient ok");
        assertReply(policy.decide(Mails.at(Phase.RCPT_TO)), Disposition.ACCEPT, "250 2.1.5 Recipient ok");

        policy.backend = Reply.of(550, "5.1.1", "Unknown user");
        assertReply(policy.decide(Mails.at(Phase.RCPT_TO)), Disposition.REJECT, "550 5.1.1 Unknown user");
        assertThat(policy.recipients).hasSize(2);
    }

    @Test
    void aRecipientThatWeRefuseIsNotAskedAbout() {
        Decision decision = policy.decide(Mails.asking(Mails.at(Phase.MAIL_FROM), "x@elsewhere.example"));

        assertThat(decision.disposition()).isEqualTo(Disposition.REJECT);
        assertThat(decision.reply().toString()).startsWith("550 5.7.1 ").endsWith(ID);
        assertThat(policy.recipients).isEmpty();
    }

    @Test
    void aFilterThatThrowsIsAFindingAndTheOthersGoOn() {
        Content unreadable = new Content() {
            @Override
            public long size() {
                return 100;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("spool lost");
            }
        };
        Mail mail = Mails.data(Mails.MESSAGE);
        Decision decision = policy.decide(mail.received(unreadable, mail.envelope(), Mails.soon()));

        assertThat(decision.mail().findings())
                .extracting(Finding::symbol)
                .contains("HEADER_TEMPERROR", "GTUBE_TEMPERROR");
        assertThat(decision.mail().checks()).extracting(Mail.Check::filter).contains("lists", "patterns");
    }

    @Test
    void strangersMarksAreTakenOutAndOurUsersKept() {
        String marks =
                "X-Spam-Flag: NO\r\nx-sPAM-Status: No,\r\n\tfolded\r\nX-Spam: 1\r\nX-Serai-Id: 1\r\nX-Spam-Level : 5\r\n"
                        + "Authentication-Results: other.example; spf=pass\r\n"
                        + "Authentication-Results: (x) \"MX.example.org\" 1;\r\n\tspf=pass\r\n"
                        + Mails.MESSAGE + "X-Spam-In-Body: yes\r\n";
        Mail stranger = policy.decide(Mails.data(marks)).mail();
        policy.decide(Mails.at(Mails.connected(Mails.client("192.0.2.9", true)), marks, "b@example.org"));

        assertThat(policy.delivered.get(0).edits().removed())
                .extracting(Edits.Range::name)
                .containsExactly(
                        "X-Spam-Flag", "x-sPAM-Status", "X-Serai-Id", "X-Spam-Level", "Authentication-Results");
        assertThat(policy.delivered.get(0).edits().removed())
                .extracting(range -> marks.substring((int) range.from(), (int) range.to()))
                .containsExactly(
                        "X-Spam-Flag: NO\r\n",
                        "x-sPAM-Status: No,\r\n\tfolded\r\n",
                        "X-Serai-Id: 1\r\n",
                        "X-Spam-Level : 5\r\n",
                        "Authentication-Results: (x) \"MX.example.org\" 1;\r\n\tspf=pass\r\n");
        assertThat(policy.delivered.get(1).edits().removed()).isEmpty();
        assertThat(stranger.edits()).isEqualTo(policy.delivered.get(0).edits());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Spam\u0001-Flag: YES\r\n",
                "X-Spam-Flag\u007f: YES\r\n",
                "\u0000X-Spam-Flag: YES\r\n",
                "X-Spam\u00a0-Flag: YES\r\n",
                "X-Spam -Flag: YES\r\n",
                "X-Spam-Flag\r\n : YES\r\n",
                "X-Spam-Flag \t: YES\r\n",
                "X-Spam-Flag: YES\r\n\tfolded\r\n"
            })
    void aMarkThatOnlyLaxReadersReadIsTakenOutToo(String mark) {
        policy.decide(Mails.data("A: b\r\n" + mark + Mails.MESSAGE));
        policy.decide(Mails.data("A: b\r\nNo field\r\nX\u0001-Other: x\r\n" + Mails.MESSAGE));

        int octets = mark.getBytes(UTF_8).length;
        assertThat(policy.delivered.get(0).edits().removed())
                .containsExactly(new Edits.Range("X-Spam-Flag", 6, 6 + octets));
        assertThat(policy.delivered.get(1).edits().removed()).isEmpty();
    }

    @Test
    void aSecondStepThatRemovesFieldsAddsToTheFirst() throws IOException {
        policy.edit(
                policy.route("deliver"),
                "        - to:\n            id: deliver-send",
                "        - to: { id: deliver-remove-more, uri: serai:remove-fields, parameters: { names: 'Subject, X-Spam-Flag' } }\n"
                        + "        - to:\n            id: deliver-send");
        policy.generations.reload();

        Decision decision = policy.decide(Mails.data("X-Spam-Flag: NO\r\n" + Mails.MESSAGE));

        assertThat(decision.mail().edits().removed())
                .extracting(Edits.Range::name)
                .containsExactly("X-Spam-Flag", "Subject");
    }

    @Test
    void theEndOfATransactionIsOneEventInTheTrail() throws IOException {
        Decision decision = policy.decide(Mails.found(decides(Disposition.REJECT)));
        policy.ended(decision);

        await().until(() -> !policy.trail.isEmpty());
        assertThat(policy.trail)
                .singleElement()
                .asString()
                .contains("\"disposition\":\"REJECT\"", "\"reply\":\"550 5.7.1 You are blocked")
                .contains("\"sha256\":{\"in\":\"");
        assertThat(List.of(policy.delivered, policy.kept)).allMatch(List::isEmpty);
    }

    /** Else a crash in between would leave a 250 of which no event tells. */
    @Test
    void theEventOfWhatIsTakenIsInTheJournalBeforeTheClientIsTold() throws Exception {
        var entered = new CompletableFuture<Void>();
        var asked = new CompletableFuture<String>();
        policy.journal = (id, line) -> {
            asked.complete(line);
            return entered;
        };

        CompletableFuture<Decision> decision = policy.ask(Mails.data(Mails.MESSAGE));
        assertThat(asked.get(20, TimeUnit.SECONDS)).contains("\"reply\":\"250 2.0.0 Ok: taken");
        assertThat(decision).isNotDone();
        entered.complete(null);
        Decision taken = decision.get(20, TimeUnit.SECONDS);
        assertThat(taken.reply().positive()).isTrue();

        policy.journal = (id, line) -> {
            policy.trail.add(line);
            return CompletableFuture.completedFuture(null);
        };
        policy.ended(taken);
        policy.abandoned(new Decision(Mails.at(Phase.RCPT_TO), Disposition.ACCEPT, Reply.of(250, "2.1.5", "Ok")));
        await().until(() -> !policy.trail.isEmpty());
        assertThat(policy.trail).singleElement().asString().contains("ABANDONED");
    }

    @Test
    void anAbandonedTransactionIsNotAccepted() {
        policy.abandoned(new Decision(Mails.at(Phase.RCPT_TO), Disposition.ACCEPT, Reply.of(250, "2.1.5", "Ok")));

        await().until(() -> !policy.trail.isEmpty());
        assertThat(policy.trail).singleElement().asString().contains("\"disposition\":\"ABANDONED\"", "\"reply\":\"\"");
    }

    @Test
    void explicitBlocksAreSaidAtOnce() throws IOException {
        Files.writeString(policy.list("block-client"), "192.0.2.0/24\n");
        policy.generations.reload();

        Decision decision = policy.decide(Mails.at(Phase.CONNECT));

        assertThat(decision.disposition()).isEqualTo(Disposition.REJECT);
        assertThat(decision.reply().code()).isEqualTo(550);
    }
}
