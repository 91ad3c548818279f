package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.smtp.Policy.Decision;

/** What becomes of messages over which a route fails. */
class DeadLetterRouteTest {

    @TempDir
    Path home;

    private TestPolicy policy;
    private int started;

    @BeforeEach
    void start() throws Exception {
        start(Map.of());
    }

    private void start(Map<String, String> properties) throws Exception {
        if (policy != null) {
            policy.close();
        }
        policy = new TestPolicy(home.resolve(String.valueOf(started++)), properties);
        broken("data", "data-header");
    }

    private void broken(String route, String before) {
        String step = "        - to:\n            id: " + before;
        policy.edit(
                policy.route(route),
                step,
                "        - throwException: { id: broken-" + route
                        + ", exceptionType: java.lang.IllegalStateException, message: x }\n" + step);
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNull();
    }

    @AfterEach
    void stop() {
        policy.close();
    }

    private static String message(String subject) {
        return Mails.MESSAGE.replace("Subject: ", "Subject: " + subject);
    }

    @Test
    void theSenderKeepsItAndTheOperatorGetsACopyThatTellsWhere() {
        Decision decision = policy.decide(Mails.data(Mails.MESSAGE));

        assertThat(decision.reply().toString()).startsWith("451 4.3.0");
        assertThat(decision.disposition()).isEqualTo(Disposition.DEFER);
        assertThat(policy.copies).singleElement().satisfies(copy -> {
            assertThat(copy.content()).isEqualTo(Mails.MESSAGE);
            assertThat(copy.json())
                    .contains("\"failure\":{\"route\":\"data\",\"step\":\"broken-data\"", "IllegalStateException: x");
        });
        assertThat(policy.kept).isEmpty();
        assertThat(policy.delivered).isEmpty();
    }

    @Test
    void theThirdFailureOfTheSameContentGoesIntoQuarantine() {
        for (int time = 0; time < 2; time++) {
            assertThat(policy.decide(Mails.data(Mails.MESSAGE)).disposition()).isEqualTo(Disposition.DEFER);
        }
        assertThat(policy.decide(Mails.data(message("another "))).disposition()).isEqualTo(Disposition.DEFER);

        Decision third = policy.decide(Mails.data(Mails.MESSAGE));

        assertThat(third.reply().toString()).startsWith("250 2.6.0");
        assertThat(third.disposition()).isEqualTo(Disposition.QUARANTINE);
        assertThat(policy.kept).singleElement().satisfies(kept -> assertThat(kept.content())
                .isEqualTo(Mails.MESSAGE));
        assertThat(policy.copies).hasSize(4);
    }

    @Test
    void copiesAreSoManyAnHour() throws Exception {
        start(Map.of("dead-letter.copies", "2"));
        for (int i = 0; i < 4; i++) {
            policy.decide(Mails.data(message(i + " ")));
        }

        assertThat(policy.copies).hasSize(2);
    }

    @Test
    void byPolicyItIsDeliveredWithAMark() throws Exception {
        start(Map.of("dead-letter.policy", "deliver"));
        Decision decision = policy.decide(Mails.data(Mails.MESSAGE));

        assertThat(decision.reply()).hasToString("250 2.0.0 Ok: taken");
        assertThat(policy.delivered).singleElement().satisfies(mail -> assertThat(
                        mail.edits().prepended())
                .anyMatch("X-Serai-Failed: data broken-data"::equals));
        assertThat(policy.copies).isEmpty();
    }

    @Test
    void whatWasFoundBeforeStillCounts() throws Exception {
        start(Map.of("dead-letter.policy", "deliver"));
        Decision decision = policy.decide(Mails.found(Finding.of("HELO_BARE_IP", "Greet with your name")
                .judged("helo", Mode.SCORE, Weight.points(9), "", 0)));

        assertThat(decision.disposition()).isEqualTo(Disposition.QUARANTINE);
        assertThat(policy.delivered).isEmpty();
    }

    /** Where no scanner answers nothing is delivered. */
    @Test
    void nothingIsDeliveredThatNoScannerHasSeen() throws Exception {
        start(Map.of("dead-letter.policy", "deliver", "clamav.uri", "tcp://127.0.0.1:1"));

        assertThat(policy.decide(Mails.data(Mails.MESSAGE)).disposition()).isEqualTo(Disposition.DEFER);
        assertThat(policy.delivered).isEmpty();
    }

    @Test
    void byPolicyItGoesIntoQuarantine() throws Exception {
        start(Map.of("dead-letter.policy", "quarantine"));

        assertThat(policy.decide(Mails.data(Mails.MESSAGE)).disposition()).isEqualTo(Disposition.QUARANTINE);
        assertThat(policy.kept).hasSize(1);
        assertThat(policy.copies).singleElement().satisfies(copy -> assertThat(copy.json())
                .contains("\"disposition\":\"QUARANTINE\"", "\"step\":\"broken-data\""));
    }

    /** Neither a loop nor a 250. */
    @ParameterizedTest
    @ValueSource(strings = {"deliver", "quarantine"})
    void whereThatFailsTooTheSenderKeepsIt(String what) throws Exception {
        start(Map.of("dead-letter.policy", what));
        if (what.equals("deliver")) {
            broken("deliver", "deliver-send");
        } else {
            policy.quarantine = (id, content, json) -> {
                throw new IOException("disk full");
            };
        }

        Decision decision = policy.decide(Mails.data(Mails.MESSAGE));

        assertThat(decision.reply().toString()).startsWith("451 4.3.0");
        assertThat(policy.delivered).isEmpty();
    }

    @Test
    void whereTheStoreOfCopiesFailsTheSenderIsToldTheSame() {
        policy.deadLetters = (id, content, json) -> {
            throw new IOException("disk full");
        };

        assertThat(policy.decide(Mails.data(Mails.MESSAGE)).reply().toString()).startsWith("451 4.3.0");
    }

    @Test
    void phasesBeforeTheMessageLeaveNothing() {
        broken("helo", "helo-lists");

        assertThat(policy.decide(Mails.at(Phase.HELO)).reply().toString()).startsWith("451 4.3.0");
        assertThat(policy.copies).isEmpty();
    }

    /** A refusal stands, whatever fails behind it. */
    @Test
    void whatFailsBehindARefusalLeavesIt() throws Exception {
        policy.close();
        policy = new TestPolicy(home.resolve("refused"));
        broken("verdict", "verdict-effects");

        Decision decision = policy.decide(Mails.found(Finding.of("HELO_BARE_IP", "Greet with your name")
                .judged("helo", Mode.SCORE, Weight.points(99), "", 0)));

        assertThat(decision.disposition()).isEqualTo(Disposition.REJECT);
        assertThat(decision.reply().toString()).startsWith("550 ");
        assertThat(policy.copies).isEmpty();
    }
}
