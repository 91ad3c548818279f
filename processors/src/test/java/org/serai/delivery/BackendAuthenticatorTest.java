package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.mail.Authenticator;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Reply;

@Timeout(120)
class BackendAuthenticatorTest {

    private static final Content HELLO = Letters.content("hello\r\n");
    private static final String GOOD = "PLAIN AHVzZXIAcGFzcw==";

    private FakeBackend backend;
    private Backends client;
    private Authenticator logins;

    @BeforeEach
    void start() throws IOException {
        backend = new FakeBackend();
        backend.extensions = List.of("PIPELINING", "AUTH CRAM-MD5 XOAUTH2 LOGIN PLAIN", "AUTH=PLAIN");
        backend.on("AUTH", "535 5.7.8 no");
        backend.on("AUTH " + GOOD, "235 2.7.0 yes");
        client = new Backends(backend.address());
        logins = client.delivery.authenticator();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        backend.close();
    }

    private String say(String session, String line) throws Exception {
        return Backends.reply(logins.say(session, line)).toString();
    }

    /** Letters' mails are the first of their session, whose id theirs is then. */
    private static Mail asking(String id) {
        var user = new Client(InetAddress.getLoopbackAddress(), 1025, "", true, "user");
        return Letters.asking(
                Letters.from(id, user, "pc.example", "user@example.org", MailParameters.NONE), "a@example.net");
    }

    @Test
    void offersWhatTheBackendAnnouncesAndWePassOn() throws Exception {
        assertThat(logins.mechanisms()).isEmpty();
        client.delivery.refresh().toCompletableFuture().get();
        assertThat(logins.mechanisms()).containsExactly("PLAIN", "LOGIN", "XOAUTH2");
        backend.close();
        client.delivery.refresh().toCompletableFuture().get();
        assertThat(logins.mechanisms()).hasSize(3);
    }

    @Test
    void theMailsOfTheSessionGoOverItsOwnConnection() throws Exception {
        assertThat(say("s", GOOD)).startsWith("235 2.7.0 ");
        assertThat(client.send("stranger", HELLO, "b@example.net").positive()).isTrue();
        assertThat(client.delivery.connections()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            Mail asking = asking("s");
            assertThat(Backends.reply(client.delivery.recipient(asking)).positive())
                    .isTrue();
            assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(asking, true), HELLO)))
                            .positive())
                    .isTrue();
            client.delivery.end("s");
        }
        // One that is given up, and another right behind it.
        assertThat(Backends.reply(client.delivery.recipient(asking("s"))).positive())
                .isTrue();
        client.delivery.end("s");
        assertThat(Backends.reply(client.delivery.recipient(asking("s"))).positive())
                .isTrue();
        client.delivery.end("s");
        assertThat(backend.connections).hasValue(2);
        assertThat(backend.messages).hasSize(4);
        assertThat(backend.commands("MAIL FROM:<user@")).hasSize(5);
        assertThat(say("s", GOOD)).startsWith("503 ");
        logins.ended("s");
        logins.ended("s");
        await().until(() -> backend.open.get() == 1);
        assertThat(backend.commands("QUIT")).hasSize(1);
    }

    @Test
    void aLostLoginIsNeverReplacedByAnotherConnection() throws Exception {
        assertThat(say("s", GOOD)).startsWith("235 ");
        backend.closeConnections();
        await().until(() -> backend.open.get() == 0);
        for (int i = 0; i < 2; i++) {
            assertThat(Backends.reply(client.delivery.recipient(asking("s"))).toString())
                    .startsWith("451 4.4.2 ");
            client.delivery.end("s");
        }
        backend.once("MAIL", FakeBackend.CLOSE);
        assertThat(say("t", GOOD)).startsWith("235 ");
        assertThat(Backends.reply(client.delivery.recipient(asking("t"))).toString())
                .startsWith("451 4.4.2 ");
        assertThat(Backends.reply(client.delivery.recipient(asking("t"))).toString())
                .startsWith("451 4.4.2 ");
        assertThat(backend.connections).hasValue(2);
    }

    @Test
    void passesChallengesOnAndStartsAnewAfterARefusal() throws Exception {
        backend.on("AUTH LOGIN", "334 VXNlcm5hbWU6");
        backend.on("dXNlcg==", "334 UGFzc3dvcmQ6");
        backend.on("d3Jvbmc=", "535 5.7.8 no");
        backend.on("cGFzcw==", "235 2.7.0 yes");
        backend.on("*", "501 5.7.0 aborted");
        for (String password : List.of("d3Jvbmc=", "*", "cGFzcw==")) {
            assertThat(say("s", "LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
            assertThat(say("s", "dXNlcg==")).isEqualTo("334 UGFzc3dvcmQ6");
            assertThat(say("s", password))
                    .startsWith(password.equals("*") ? "501 5.5.2 " : password.startsWith("c") ? "235 " : "535 5.7.8 ");
        }
        await().until(() -> backend.open.get() == 1);
        assertThat(client.delivery.metrics().alerts().sum()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "535 5.7.8 AHVzZXIAcGFzcw== is wrong, 535 5.7.8, 0",
        "535 what, 535 5.7.8, 0",
        "454 4.7.0 later, 454 4.7.0, 0",
        "432 4.7.12 change it, 432 4.7.12, 0",
        "421 4.3.2 bye, 454 4.7.0, 0",
        "451 4.3.0 later, 454 4.7.0, 0",
        "530 5.7.0 Must issue a STARTTLS command first, 454 4.7.0, 1",
        "504 5.5.4 AHVzZXIAcGFzcw== unknown, 454 4.7.0, 1",
        "538 5.7.11 encrypt, 454 4.7.0, 1",
        "250 what, 454 4.7.0, 1",
        "garbage, 454 4.7.0, 0",
        "close, 454 4.7.0, 0",
        "500 5.5.6 long, 500 5.5.6, 0",
        "501 5.5.2 base64, 501 5.5.2, 0"
    })
    void toldTheClient(String said, String told, long alerts) throws Exception {
        backend.on("AUTH", said);
        String reply = say("s", GOOD);
        assertThat(reply).startsWith(told + " ").doesNotContain("AHVzZXIAcGFzcw");
        assertThat(client.delivery.metrics().alerts().sum()).isEqualTo(alerts);
        await().until(() -> backend.open.get() == 0);
        backend.on("AUTH", "235 2.7.0 yes");
        assertThat(say("s", GOOD)).startsWith("235 ");
    }

    @Test
    void noLineBreakGetsThrough() throws Exception {
        assertThat(say("s", "PLAIN\r\nMAIL FROM:<a@b>")).startsWith("501 5.5.2 ");
        assertThat(backend.commands("MAIL")).isEmpty();
    }

    @Test
    void boundsTheConnections() throws Exception {
        client.close();
        client = new Backends(backend.address(), "max-logins", "2");
        logins = client.delivery.authenticator();
        assertThat(say("a", GOOD)).startsWith("235 ");
        assertThat(say("b", GOOD)).startsWith("235 ");
        assertThat(say("c", GOOD)).startsWith("454 4.7.0 ");
        logins.ended("a");
        assertThat(say("c", GOOD)).startsWith("235 ");
    }

    @Test
    void whenTheBackendIsDownTheClientMayTryLater() throws Exception {
        backend.close();
        for (int i = 0; i < 4; i++) {
            assertThat(say("s", GOOD)).startsWith("454 4.7.0 ");
        }
    }

    @Test
    void aSessionThatEndsLetsItsMailArrive() throws Exception {
        backend.beforeFinalReply = new CountDownLatch(1);
        assertThat(say("s", GOOD)).startsWith("235 ");
        Mail asking = asking("s");
        Backends.reply(client.delivery.recipient(asking));
        CompletionStage<Reply> delivering =
                client.delivery.deliver(Letters.with(Letters.answered(asking, true), HELLO));
        await().until(() -> !backend.messages.isEmpty());
        logins.ended("s");
        backend.beforeFinalReply.countDown();
        assertThat(Backends.reply(delivering).positive()).isTrue();
        await().until(() -> backend.open.get() == 0);
    }

    @Test
    void aSessionThatEndsBeforeItsMailLeavesNothingOpen() throws Exception {
        assertThat(say("s", GOOD)).startsWith("235 ");
        Backends.reply(client.delivery.recipient(asking("s")));
        logins.ended("s");
        client.delivery.end("s");
        await().until(() -> backend.open.get() == 0);
        assertThat(say("t", "LOGIN")).startsWith("535 ");
        logins.ended("t");
    }

    @Test
    void withASmarthostTheConnectionOnlyAuthenticates() throws Exception {
        try (var smarthost = new FakeBackend();
                var both = new Backends(new Destinations(
                        List.of(new BackendAddress(Protocol.SMTP, backend.address())),
                        Map.of(),
                        List.of(new BackendAddress(Protocol.SMTP, smarthost.address()))))) {
            assertThat(Backends.reply(both.delivery.authenticator().say("s", GOOD))
                            .toString())
                    .startsWith("235 ");
            await().until(() -> backend.open.get() == 0);
            assertThat(Backends.reply(both.delivery.recipient(asking("s"), Delivery.Target.OUTBOUND))
                            .positive())
                    .isTrue();
            assertThat(smarthost.commands("RCPT")).hasSize(1);
        }
    }
}
