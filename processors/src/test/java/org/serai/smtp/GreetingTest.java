package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.serai.mail.Reply;

/** The first words of a session: 220, 554 or 421 (RFC 5321 section 3.1). */
class GreetingTest extends DoorFixture {

    @BeforeEach
    void open() throws IOException {
        with();
    }

    @Test
    void refusesAtConnectAndCloses() throws IOException {
        door.policy.rule = mail -> Reply.of(554, "5.7.1", "Go away");
        try (Talk talk = door.connect()) {
            talk.expect("554 5.7.1 Go away").expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0)).matches(end -> end.said() && end.code() == 554);
    }

    @Test
    void aRefusalInsteadOfTheGreetingIs554() throws IOException {
        door.policy.rule = mail -> Reply.of(550, "5.7.1", "Go away");
        try (Talk talk = door.connect()) {
            talk.expect("554 5.7.1 Go away").expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).code()).isEqualTo(554);
    }

    @Test
    void aGreetingIs421WhereThePolicyCannotDecide() throws IOException {
        door.policy.rule = mail -> Reply.of(451, "4.3.2", "Too busy");
        try (Talk talk = door.connect()) {
            talk.expect("421 4.3.2 Too busy").expectEnd();
        }
    }
}
