package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Binder;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Reply;

/** AUTH (RFC 4954) at the door for our own users. */
class AuthTest extends DoorFixture {

    private static final Reply YES = Reply.of(235, "2.7.0", "Welcome");
    private static final Reply NO = Reply.of(535, "5.7.8", "Wrong");
    private static final Reply MORE = Reply.of(334, "", "VXNlcm5hbWU6");

    private final FakeAuthenticator backend = new FakeAuthenticator();

    private Talk open() throws IOException {
        open(false, Map.of());
        Talk talk = door.greeted();
        talk.say("STARTTLS").expect("220").startTls();
        talk.say("EHLO client.test").expect("250");
        return talk;
    }

    private void open(boolean implicitTls, Map<String, String> options, String... smtp) throws IOException {
        var settings = Binder.bind(SubmissionSettings.class, name -> "outbound." + name, options::get);
        var guesses = new Guesses(settings, Clock.systemUTC());
        with(new Submission(backend, guesses, settings.authTimeout(), implicitTls), smtp);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void letsNobodyElseSend() throws IOException {
        open(false, Map.of());
        try (Talk talk = door.greeted()) {
            assertThat(talk.say("EHLO x").reply()).doesNotContain("AUTH");
            talk.say("MAIL FROM:<a@b.test>").expect("530 5.7.0");
            talk.say("AUTH PLAIN " + base64("\0a\0b")).expect("538 5.7.11");
            talk.say("STARTTLS").expect("220").startTls();
            talk.say("AUTH PLAIN " + base64("\0a\0b")).expect("503 5.5.1");
            assertThat(talk.say("EHLO x").reply()).contains("AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2\r\n");
            talk.say("MAIL FROM:<a@b.test>").expect("530 5.7.0");
            talk.say("AUTH").expect("501 5.5.4");
            talk.say("AUTH CRAM-MD5").expect("504 5.5.4");
            talk.say("AUTH GSSAPI").expect("504 5.5.4");
            backend.mechanisms = List.of();
            talk.say("AUTH PLAIN").expect("502 5.5.1");
            talk.say("AUTH GSSAPI").expect("502 5.5.1");
        }
        assertThat(backend.said).isEmpty();
    }

    @Test
    void theTrustedNeedNoPassword() throws IOException {
        open(false, Map.of());
        door.trusted.add("127.0.0.1");
        try (Talk talk = door.greeted()) {
            talk.transaction().message("x").expect("250");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, '\u0000alice@x.test\u0000secret', alice@x.test",
        "PLAIN, 'alice@x.test\u0000alice@x.test\u0000secret', alice@x.test",
        "plain, '\u0000jürgen\u0000secret', jürgen",
        "XOAUTH2, 'user=alice@x.test\u0001auth=Bearer secret\u0001\u0001', alice@x.test",
        "OAUTHBEARER, 'n,a=ali=2Cce@x.test,\u0001host=x\u0001auth=Bearer secret\u0001\u0001', 'ali,ce@x.test'",
    })
    void knowsTheUserFromTheFirstResponse(String mechanism, String response, String login) throws IOException {
        backend.answers(YES);
        try (Talk talk = open()) {
            talk.say("AUTH " + mechanism + " " + base64(response)).expect("235 2.7.0");
            assertThat(talk.say("EHLO again.test").reply()).startsWith("250").doesNotContain("AUTH");
            talk.say("AUTH PLAIN x").expect("503 5.5.1");
            talk.say("MAIL FROM:<a@b.test> AUTH=<>").expect("250");
            talk.say("RSET").expect("250");
            talk.transaction().message("x").expect("250");
        }
        Mail mail = door.policy.messages.get(0).mail();
        assertThat(mail.envelope().client().login()).isEqualTo(login);
        assertThat(mail.envelope().client().trusted()).isTrue();
        await().until(() -> !backend.ended.isEmpty());
        assertThat(backend.ended).containsOnly(mail.session());
    }

    @Test
    void passesChallengesOn() throws IOException {
        backend.answers(MORE, Reply.of(334, "", "UGFzc3dvcmQ6"), YES);
        try (Talk talk = open()) {
            talk.say("AUTH LOGIN").expect("334 VXNlcm5hbWU6");
            talk.say(base64("alice")).expect("334 UGFzc3dvcmQ6");
            talk.say(base64("quit")).expect("235");
            talk.transaction().message("x").expect("250");
        }
        assertThat(backend.said).containsExactly("LOGIN", base64("alice"), base64("quit"));
        assertThat(door.policy.messages.get(0).mail().envelope().client().login())
                .isEqualTo("alice");
    }

    @Test
    void takesLongTokensAndNoLongerOnes() throws IOException {
        backend.answers(MORE, YES, MORE);
        String token = base64("user=a@x.test\u0001auth=Bearer " + "x".repeat(9_000) + "\u0001\u0001");
        try (Talk talk = open()) {
            talk.say("AUTH XOAUTH2").expect("334");
            talk.say(token).expect("235");
        }
        try (Talk talk = again()) {
            talk.say("AUTH XOAUTH2").expect("334");
            talk.say("x".repeat(12_289)).expect("500 5.5.2");
            talk.say("NOOP").expect("250");
        }
        assertThat(backend.ended).isNotEmpty();
    }

    private Talk again() throws IOException {
        Talk talk = door.greeted();
        talk.say("STARTTLS").expect("220").startTls();
        talk.say("EHLO client.test").expect("250");
        return talk;
    }

    @Test
    void canBeCancelled() throws IOException {
        backend.answers(MORE);
        try (Talk talk = open()) {
            talk.say("AUTH PLAIN").expect("334");
            talk.say("*").expect("501 5.0.0");
            talk.say("MAIL FROM:<a@b.test>").expect("530");
            assertThat(backend.ended).hasSize(1);
        }
        assertThat(backend.said).containsExactly("PLAIN");
    }

    @Test
    void whoNeverRespondsIsSentAway() throws IOException {
        open(false, Map.of(), "idle-timeout=3s");
        backend.answers(MORE);
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN").expect("334");
            talk.send("AGFsaWNl").expect("421 4.4.2").expectEnd();
        }
        await().until(() -> !backend.ended.isEmpty());
    }

    /** Each holds a connection to the backend. */
    @Test
    void anExchangeHasItsOwnLimitAndAnUnfinishedOneIsAGuess() throws IOException {
        open(false, Map.of("auth-timeout", "1s", "max-guesses-per-client", "3"));
        backend.answers(MORE, MORE, MORE);
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN").expect("334");
            talk.send("AGFsaWNl")
                    .expect("421 4.4.2 Authentication took too long")
                    .expectEnd();
        }
        await().until(() -> backend.ended.size() >= 1);
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN").expect("334");
        }
        await().until(() -> door.server.metrics().connections() == 0);
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN").expect("334");
            talk.say("*").expect("501");
            talk.say("AUTH PLAIN").expect("421 4.7.0").expectEnd();
        }
        assertThat(backend.said).hasSize(3);
    }

    @Test
    void aFinishedExchangeHasNoLimit() throws IOException {
        open(false, Map.of("auth-timeout", "1s"));
        backend.answers(YES);
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN " + base64("\0alice\0secret")).expect("235");
            long until = System.nanoTime() + 1_200_000_000;
            await().until(() -> System.nanoTime() > until);
            talk.transaction().message("x").expect("250");
        }
    }

    @Test
    void whoNeverBeginsTlsIsClosed() throws IOException {
        open(true, Map.of(), "idle-timeout=3s");
        try (Talk talk = door.connect()) {
            talk.expectEnd();
        }
        await().until(() -> door.server.metrics().connections() == 0);
    }

    @Test
    void guessingEndsTheSessionAndThenTheClient() throws IOException {
        open(false, Map.of("max-guesses", "2", "max-guesses-per-client", "3"));
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN " + base64("\0a\0a")).expect("535");
            talk.say("AUTH PLAIN " + base64("\0a\0b"))
                    .expect("535")
                    .expect("421 4.7.0")
                    .expectEnd();
        }
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN " + base64("\0a\0c")).expect("535");
            backend.answers(YES);
            talk.say("AUTH PLAIN " + base64("\0a\0right")).expect("421 4.7.0").expectEnd();
        }
        assertThat(backend.said).hasSize(3);
        assertThat(door.noticed).extracting(Finding::symbol).hasSize(3).containsOnly("SMTP_WRONG_PASSWORD");
    }

    @Test
    void aBackendThatCannotTellIsNoWrongPassword() throws IOException {
        open(false, Map.of("max-guesses", "1"));
        backend.answers(Reply.of(454, "4.7.0", "Later"), NO);
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN " + base64("\0a\0a")).expect("454");
            talk.say("AUTH PLAIN " + base64("\0a\0a"))
                    .expect("535")
                    .expect("421")
                    .expectEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "!!!", "AA", "AAAA", "AGFsaWNl", "/wD//w=="})
    void aUserWhomItCannotNameStaysOut(String response) throws IOException {
        backend.answers(YES);
        try (Talk talk = open()) {
            talk.say("AUTH PLAIN " + response).expect("535");
            talk.say("MAIL FROM:<a@b.test>").expect("530");
        }
    }

    /** Dovecot takes the last {@code user=}: with a token of his own, mallory would be alice to us and himself to it. */
    @ParameterizedTest
    @CsvSource({
        "XOAUTH2, 'user=alice\u0001user=mallory\u0001auth=Bearer x\u0001\u0001'",
        "XOAUTH2, 'user=alice\u0001auth=Bearer x\u0001user=mallory\u0001\u0001'",
        "OAUTHBEARER, 'n,a=alice,a=mallory,\u0001auth=Bearer x\u0001\u0001'",
        "OAUTHBEARER, 'n,a=alice,\u0001user=mallory\u0001auth=Bearer x\u0001\u0001'",
        "OAUTHBEARER, 'x,a=alice,\u0001auth=Bearer x\u0001\u0001'",
    })
    void whoNamesTwoUsersIsNone(String mechanism, String response) throws IOException {
        backend.answers(YES);
        try (Talk talk = open()) {
            talk.say("AUTH " + mechanism + " " + base64(response)).expect("535");
            talk.say("MAIL FROM:<a@b.test>").expect("530");
        }
    }

    /** A backend that has no use for the response beside AUTH asks again, and then means another user than we read. */
    @Test
    void aUserWhoSaysHisNameTwiceIsNone() throws IOException {
        backend.answers(MORE, MORE, YES);
        try (Talk talk = open()) {
            talk.say("AUTH LOGIN " + base64("alice")).expect("334");
            talk.say(base64("mallory")).expect("334");
            talk.say(base64("secret of mallory")).expect("535");
            talk.say("MAIL FROM:<a@b.test>").expect("530");
        }
        backend.answers(MORE, YES);
        try (Talk talk = again()) {
            talk.say("AUTH PLAIN " + base64("\0alice\0x")).expect("334");
            talk.say(base64("\0mallory\0secret")).expect("535");
        }
        backend.answers(MORE, YES);
        try (Talk talk = again()) {
            talk.say("AUTH LOGIN " + base64("alice")).expect("334");
            talk.say(base64("secret")).expect("235");
        }
    }

    @Test
    void tlsMayComeFirst() throws IOException {
        open(true, Map.of());
        backend.answers(YES);
        try (Talk talk = door.connect()) {
            talk.startTls();
            talk.expect("220 ");
            assertThat(talk.say("EHLO x").reply()).contains("AUTH ").doesNotContain("STARTTLS");
            talk.say("AUTH PLAIN " + base64("\0alice\0secret")).expect("235");
            talk.transaction().message("x").expect("250");
        }
        assertThat(door.policy.messages.get(0).mail().envelope().tls()).startsWith("TLSv1.3");
        assertThat(door.policy.asked.get(0).envelope().client().login()).isEmpty();
    }

    @Test
    void whoSpeaksInTheClearWhereTlsComesFirstIsClosed() throws IOException {
        open(true, Map.of());
        try (Talk talk = door.connect()) {
            talk.say("EHLO x");
            assertThat(talk.reply()).doesNotContain("220");
        }
        await().until(() -> door.server.metrics().connections() == 0);
        assertThat(door.policy.asked).isEmpty();
    }

    @Test
    void theInternetsDoorHasNoAuth() throws IOException {
        with();
        try (Talk talk = again()) {
            assertThat(talk.say("EHLO x").reply()).doesNotContain("AUTH");
            talk.say("AUTH PLAIN " + base64("\0a\0b")).expect("502 5.5.1");
            talk.say("MAIL FROM:<a@b.test> AUTH=<>").expect("555 5.5.4");
        }
    }
}
