package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** A policy that does not decide: the client is answered at {@code smtp.reply-deadline}, and the session goes on. */
class OverdueTest extends DoorFixture {

    private static final String CONTENT = "From: a@sender.test\r\n\r\ntext";

    @BeforeEach
    void open() throws IOException {
        with("reply-deadline=100ms");
    }

    @Test
    void atConnectTheClientIsSentAway() throws IOException {
        door.policy.hold = Phase.CONNECT;
        try (Talk talk = door.connect()) {
            talk.expect("421 4.3.0 Late").expectEnd();
        }
    }

    @Test
    void atHeloAndMailTheClientMayTryAgain() throws IOException {
        door.policy.hold = Phase.HELO;
        try (Talk talk = door.connect()) {
            talk.expect("220").say("EHLO client.test").expect("451 4.3.0 Late");
            door.policy.hold = Phase.MAIL_FROM;
            talk.say("EHLO client.test").expect("250");
            talk.say("MAIL FROM:<a@sender.test>").expect("451 4.3.0 Late");
            door.policy.hold = null;
            door.policy.release();
            talk.transaction().message(CONTENT).expect("250");
        }
        assertThat(door.policy.overdue).extracting(mail -> mail.phase()).containsExactly(Phase.HELO, Phase.MAIL_FROM);
    }

    /** Whether the backend has the recipient is not known: the message must reach nobody, since it comes again for him. */
    @Test
    void atRcptTheTransactionIsGivenUp() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.transaction();
            door.policy.hold = Phase.RCPT_TO;
            talk.say("RCPT TO:<c@localhost>").expect("451 4.3.0 Late");
            door.policy.hold = null;
            door.policy.release();
            talk.say("RCPT TO:<d@localhost>").expect("451 4.3.0 Internal error");
            talk.say("DATA").expect("451 4.3.0 Internal error");
            talk.send("BDAT 4 LAST\r\ntext").expect("451 4.3.0 Internal error");
            assertThat(door.policy.messages).isEmpty();

            talk.say("RSET").expect("250");
            talk.transaction().message(CONTENT).expect("250");
        }
        await().untilAsserted(() ->
                assertThat(door.policy.ended).extracting(FakePolicy.Ended::code).containsExactly(451, 250));
    }

    @Test
    void atDataTheContentStaysUntilThePolicyHasReadIt() throws IOException {
        door.policy.hold = Phase.DATA;
        try (Talk talk = door.greeted()) {
            talk.transaction().message(CONTENT).expect("451 4.3.0 Late");
            await().untilAsserted(() -> assertThat(door.policy.ended)
                    .extracting(FakePolicy.Ended::code)
                    .containsExactly(451));
            assertThat(door.spool.memory()).isPositive();

            door.policy.rule = mail -> Reply.of(550, "5.7.1", "No");
            door.policy.release();
            assertThat(door.policy.messages).singleElement().satisfies(read -> assertThat(read.content())
                    .contains("text"));
            await().until(() -> door.spool.memory() == 0);
            talk.say("NOOP").expect("250");
        }
    }

    /** The client was told 451, so it comes again. */
    @Test
    void whatIsTakenAllTheSameIsKnownWhenItComesAgain() throws IOException {
        door.policy.hold = Phase.DATA;
        try (Talk talk = door.greeted()) {
            talk.transaction().message(CONTENT).expect("451 4.3.0 Late");
            door.policy.hold = null;
            door.policy.release();
            await().untilAsserted(() -> {
                try (Talk again = door.greeted()) {
                    again.transaction().message(CONTENT).expect("250 2.6.0 Accepted before");
                }
            });
        }
    }

    @Test
    void whoHasGoneMeanwhileIsForgottenInTime() throws IOException {
        door.policy.hold = Phase.DATA;
        try (Talk talk = door.greeted()) {
            talk.transaction().message(CONTENT);
            await().until(() -> door.policy.held() == 1);
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).said()).isFalse();
        door.policy.release();
        await().until(() -> door.spool.memory() == 0);
    }
}
