package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.Phase;
import org.serai.smtp.Policy.Ending;

/** A client that goes, or a server that must: each transaction ends exactly once, and its content is gone. */
class DisconnectTest extends DoorFixture {

    private static final List<String> STEPS = List.of(
            "EHLO client.test\r\n",
            "MAIL FROM:<a@b.test>\r\n",
            "RCPT TO:<b@localhost>\r\n",
            "DATA\r\n",
            "Subject: half\r\n",
            "\r\n.\r\n");

    @BeforeEach
    void open() throws IOException {
        with("spool.memory-per-message=16KB");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void clientGoesAfter(int steps) throws IOException {
        try (Talk talk = door.connect()) {
            talk.expect("220");
            for (int i = 0; i < steps; i++) {
                talk.send(STEPS.get(i));
                if (i != 4) {
                    talk.expect(i == 3 ? "354" : "250");
                }
            }
        }
        await().until(() -> door.server.metrics().connections() == 0);
        await().untilAsserted(() -> assertThat(door.policy.ended).hasSize(steps < 2 ? 0 : 1));
        assertThat(door.policy.ended).allMatch(FakePolicy.Ended::said);
        assertThat(door.policy.ended)
                .extracting(FakePolicy.Ended::ending)
                .containsOnly(
                        steps < 2 ? new Ending[0] : new Ending[] {steps == 6 ? Ending.DECIDED : Ending.ABANDONED});
        assertThat(door.policy.ended)
                .allSatisfy(ended -> assertThat(ended.last().mail().envelope().rcptTo())
                        .as("recipients that had been accepted")
                        .hasSize(steps < 3 ? 0 : 1));
        assertThat(door.policy.abandoned).isEmpty();
        assertThat(door.policy.messages).hasSize(steps == 6 ? 1 : 0);
        await().until(() -> door.spool.memory() == 0);
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void clientGoesDuringDecision(Phase phase) throws IOException {
        door.policy.hold = phase;
        try (Talk talk = door.connect()) {
            if (phase != Phase.CONNECT) {
                talk.expect("220");
            }
            for (int i = 0; i < stepsTo(phase); i++) {
                talk.send(STEPS.get(i));
                if (i != 4 && i < stepsTo(phase) - 1) {
                    talk.expect(i == 3 ? "354" : "250");
                }
            }
            await().until(() -> door.policy.held() == 1);
        }
        await().until(() -> door.policy.abandoned.size() == 1);
        assertThat(door.policy.abandoned.get(0).phase()).isEqualTo(phase);
        assertThat(door.policy.ended).isEmpty();
        door.policy.release();
        int expected = stepsTo(phase) >= 2 ? 1 : 0;
        await().until(() -> door.policy.ended.size() == expected);
        assertThat(door.policy.ended).noneMatch(FakePolicy.Ended::said);
        await().until(() -> door.spool.memory() == 0);
        if (phase == Phase.DATA) {
            assertThat(door.policy.messages.get(0).content()).isEqualTo("Subject: half\r\n\r\n");
        }
    }

    /** Whatever is wrong with the decision: nobody else would end the transaction of a client that has gone. */
    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"RCPT_TO", "DATA"})
    void clientGoesBeforeADecisionThatFails(Phase phase) throws IOException {
        door.policy.hold = phase;
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            talk.say("RCPT TO:<b@localhost>");
            if (phase == Phase.DATA) {
                talk.expect("250").message("Subject: half");
            }
            await().until(() -> door.policy.held() == 1);
        }
        await().until(() -> door.policy.abandoned.size() == 1);
        door.policy.broken = true;
        door.policy.release();
        await().until(() -> door.policy.ended.size() == 1);
        await().until(() -> door.spool.memory() == 0);
    }

    @Test
    void anErrorOfThePolicyIsAnsweredAndSettled() throws IOException {
        door.policy.rule = mail -> {
            if (mail.phase() == Phase.DATA) {
                throw new StackOverflowError("deep");
            }
            return FakePolicy.accept(mail);
        };
        try (Talk talk = door.greeted()) {
            talk.transaction().message("x").expect("451 4.3.0");
            talk.say("NOOP").expect("250");
        }
        assertThat(door.policy.ended).hasSize(1);
        await().until(() -> door.spool.memory() == 0);
    }

    private static int stepsTo(Phase phase) {
        return switch (phase) {
            case CONNECT -> 0;
            case HELO -> 1;
            case MAIL_FROM -> 2;
            case RCPT_TO -> 3;
            case DATA -> STEPS.size();
        };
    }

    @Test
    void clientGoesAmidALargeMessage() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.transaction().say("DATA").expect("354");
            for (int i = 0; i < 100; i++) {
                talk.send("x".repeat(1022) + "\r\n");
            }
            await().until(() -> directory.resolve("spool").toFile().list().length == 1);
        }
        await().until(() -> door.policy.ended.size() == 1);
        await().until(() -> directory.resolve("spool").toFile().list().length == 0);
        await().until(() -> door.spool.memory() == 0);
    }

    @Test
    void drainSendsIdleClientsAwayAndLetsMessagesFinish() throws IOException {
        CompletableFuture<Void> drained;
        try (Talk idle = door.greeted();
                Talk busy = door.greeted();
                Talk deciding = door.greeted()) {
            busy.transaction().say("DATA").expect("354");
            deciding.transaction();
            door.policy.hold = Phase.DATA;
            deciding.message("held");
            await().until(() -> door.policy.held() == 1);
            drained = door.server.drain(Duration.ofSeconds(20)).toCompletableFuture();
            idle.expect("421 4.3.2").expectEnd();
            try (Talk late = door.connect()) {
                late.expect("421 4.3.2").expectEnd();
            }
            door.policy.release();
            deciding.expect("250").expect("421 4.3.2").expectEnd();
            door.policy.hold = null;
            busy.send("last words\r\n.\r\n").expect("250").expect("421 4.3.2").expectEnd();
            assertThat(drained).isNotDone();
        }
        await().until(drained::isDone);
        assertThat(door.policy.messages).hasSize(2);
        await().untilAsserted(() -> assertThat(door.policy.ended).hasSize(2));
    }

    @Test
    void drainEndsWhatDoesNotEnd() throws IOException {
        CompletionStage<Void> drained;
        try (Talk talk = door.greeted()) {
            talk.transaction().say("DATA").expect("354");
            drained = door.server.drain(Duration.ofMillis(100));
            talk.expect("421 4.3.2").expectEnd();
        }
        await().until(() -> drained.toCompletableFuture().isDone());
        await().untilAsserted(() -> assertThat(door.policy.ended).hasSize(1));
    }
}
