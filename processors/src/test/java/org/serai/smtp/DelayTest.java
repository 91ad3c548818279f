package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.filter.SessionSymbols;
import org.serai.mail.Finding;

/** Clients that are made to wait. */
class DelayTest extends DoorFixture {

    private static Duration time(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return since(start);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void whoSpeaksBeforeTheGreetingIsSentAway() throws IOException {
        with("banner-delay=2s");
        long start = System.nanoTime();
        try (Talk early = door.connect();
                Talk patient = door.connect()) {
            early.say("EHLO x").expect("554 5.5.1 You spoke").expectEnd();
            assertThat(since(start)).isGreaterThan(Duration.ofMillis(1900));
            patient.expect("220").say("EHLO x").expect("250");
        }
        assertThat(door.policy.ended.get(0).last().mail().has(SessionSymbols.EARLY_TALKER))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001"})
    void whoSpeaksSomethingElseIsToldWhat(String first) throws IOException {
        with("banner-delay=2s");
        try (Talk early = door.connect()) {
            early.send(first).expect("554 5.5.1 This").expectEnd();
        }
        assertThat(door.server.metrics().otherProtocols()).isOne();
    }

    @Test
    void ourOwnDoNotWait() throws IOException {
        with("banner-delay=60s", "tarpit=60s");
        door.trusted.add("127.0.0.1");
        try (Talk talk = door.greeted()) {
            talk.say("NONSENSE").expect("500");
        }
    }

    @Test
    void whoGoesBeforeTheGreetingLeavesNothing() throws IOException {
        with("banner-delay=60s");
        door.connect().close();
        await().until(() ->
                door.server.metrics().accepted() == 1 && door.server.metrics().connections() == 0);
    }

    @Test
    void errorsAreAnsweredLateAndInOrder() throws IOException {
        with("tarpit=300ms");
        try (Talk talk = door.greeted()) {
            Duration took = time(() -> talk.send("NONSENSE\r\nNOOP\r\nNONSENSE\r\nQUIT\r\n")
                    .expect("500")
                    .expect("250")
                    .expect("500")
                    .expect("221")
                    .expectEnd());
            assertThat(took).isGreaterThan(Duration.ofMillis(550));
        }
        assertThat(door.server.tarpit().free()).isEqualTo(100);
    }

    @Test
    void refusedRecipientsAreAnsweredLate() throws IOException {
        with("tarpit=300ms", "max-errors=2");
        door.policy.rule = FakePolicy::localhostOnly;
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            Duration took = time(() -> talk.send("RCPT TO:<a@c.test>\r\nRCPT TO:<b@c.test>\r\n")
                    .expect("550")
                    .expect("550")
                    .expect("421 4.7.0")
                    .expectEnd());
            assertThat(took).isGreaterThan(Duration.ofMillis(550));
        }
        await().until(() -> door.policy.ended.size() == 1);
    }

    @Test
    void noMoreThanATenthWait() throws IOException {
        with("tarpit=60s", "max-connections=20");
        List<Talk> talks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            talks.add(door.greeted());
        }
        talks.get(0).say("NONSENSE");
        talks.get(1).say("NONSENSE");
        await().until(() -> door.server.tarpit().free() == 0);
        talks.get(2).say("NONSENSE").expect("500");
        for (Talk talk : talks) {
            talk.close();
        }
        await().until(() -> door.server.tarpit().free() == 2);
        await().until(() -> door.server.metrics().connections() == 0);
    }

    @Test
    void suspectsWaitForTheGreetingAndForEachRefusal() throws IOException {
        with("tarpit-suspects=300ms");
        door.policy.score = 3;
        long start = System.nanoTime();
        try (Talk talk = door.connect()) {
            talk.expect("220");
            assertThat(since(start)).isGreaterThan(Duration.ofMillis(290));
            talk.say("EHLO client.test").expect("250");
            assertThat(time(() -> talk.say("NONSENSE").expect("500"))).isGreaterThan(Duration.ofMillis(250));
        }
        assertThat(door.server.tarpit().free()).isEqualTo(100);
    }

    @Test
    void suspectsBeyondATenthDoNotWait() throws IOException {
        with("tarpit-suspects=60s", "max-connections=10");
        door.policy.score = 3;
        try (Talk waits = door.connect()) {
            await().until(() -> door.server.tarpit().free() == 0);
            try (Talk other = door.greeted()) {
                other.say("NONSENSE").expect("500");
            }
            waits.say("QUIT");
        }
    }

    @Test
    void ourOwnAreNoSuspects() throws IOException {
        with("tarpit-suspects=60s");
        door.trusted.add("127.0.0.1");
        door.policy.score = 3;
        try (Talk talk = door.greeted()) {
            talk.say("NONSENSE").expect("500");
        }
    }

    @Test
    void whatNoRouteSeesIsTold() throws IOException {
        with("banner-delay=2s", "max-errors=2");
        try (Talk early = door.connect();
                Talk wrong = door.connect()) {
            early.say("EHLO x").expect("554 5.5.1 You spoke").expectEnd();
            wrong.expect("220")
                    .send("A\r\nB\r\n")
                    .expect("500")
                    .expect("500")
                    .expect("421 4.7.0")
                    .expectEnd();
        }
        assertThat(door.noticed).extracting(Finding::symbol).containsExactly("SMTP_EARLY_TALKER", "SMTP_ERRORS");
    }

    @Test
    void whoGoesWhileHeWaitsEndsHisTransaction() throws IOException {
        with("tarpit=60s");
        door.policy.rule = FakePolicy::localhostOnly;
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            talk.say("RCPT TO:<a@c.test>");
            await().until(() -> door.server.tarpit().free() == 99);
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).said()).isFalse();
        assertThat(door.policy.ended.get(0).code()).isEqualTo(550);
    }
}
