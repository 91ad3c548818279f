package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.Phase;

/** Clients that do not wait for our turn, or do not speak SMTP. */
class EarlyInputTest extends DoorFixture {

    @BeforeEach
    void open() throws IOException {
        with();
    }

    @Test
    void speakingBeforeTheGreetingEnds() throws IOException {
        door.policy.hold = Phase.CONNECT;
        try (Talk talk = door.connect()) {
            talk.say("EHLO early");
            await().until(() -> door.policy.held() == 1);
            awaitInput();
            door.policy.release();
            talk.expect("554 5.5.1").expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).last().mail().has("SMTP_EARLY_TALKER"))
                .isTrue();
    }

    /** Another session's round trip on the same, only, event loop: what was sent before has been read. */
    private void awaitInput() throws IOException {
        Phase held = door.policy.hold;
        door.policy.hold = null;
        try (Talk other = door.greeted()) {
            other.say("NOOP").expect("250");
        }
        door.policy.hold = held;
    }

    @Test
    void dataBehindDataEnds() throws IOException {
        try (Talk talk = door.greeted()) {
            talk.transaction();
            talk.send("DATA\r\nSubject: smuggled\r\n\r\n.\r\n")
                    .expect("554 5.5.1")
                    .expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).last().mail().has("SMTP_EARLY_DATA"))
                .isTrue();
        assertThat(door.policy.messages).isEmpty();
    }

    /** Whatever DATA would get: what stands behind it is a message, and must not run as commands. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATA\r\n",
                "MAIL FROM:<a@b.test>\r\nDATA\r\n",
                "MAIL FROM:<a@b.test>\r\nRCPT TO:<nobody@elsewhere.test>\r\nDATA\r\n",
                "MAIL FROM:<a@b.test>\r\nRCPT TO:<b@localhost>\r\nDATA now\r\n",
            })
    void aMessageBehindDataThatIsRefusedIsNotRead(String group) throws IOException {
        door.policy.rule = FakePolicy::localhostOnly;
        try (Talk talk = door.greeted()) {
            talk.send(group + "RSET\r\nMAIL FROM:<smuggled@b.test>\r\n");
            String reply = talk.reply();
            while (reply.startsWith("250") || reply.startsWith("550")) {
                reply = talk.reply();
            }
            assertThat(reply).startsWith("554 5.5.1 You did not wait");
            talk.expectEnd();
        }
        assertThat(door.policy.asked)
                .noneMatch(mail -> String.valueOf(mail.envelope().mailFrom()).contains("smuggled"));
    }

    @Test
    void aGroupThatEndsWithDataGetsItsReplies() throws IOException {
        door.policy.rule = FakePolicy::localhostOnly;
        try (Talk talk = door.greeted()) {
            talk.send("DATA\r\n").expect("503 5.5.1");
            talk.send("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@elsewhere.test>\r\nDATA\r\n");
            talk.expect("250").expect("550").expect("554 5.5.1 No valid recipients");
            talk.say("RSET").expect("250");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.0\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001"
            })
    void otherProtocolsAreSentAway(String first) throws IOException {
        try (Talk talk = door.connect()) {
            talk.expect("220").send(first).expect("554 5.5.1 This").expectEnd();
        }
        assertThat(door.server.metrics().otherProtocols()).isOne();
    }
}
