package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.serai.LogCapture;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.mail.Capabilities;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;

/** Several backends: which one serves, and what is not mixed. */
@Timeout(120)
class FailoverTest {

    private static final Content HELLO = Letters.content("Subject: x\r\n\r\nhello\r\n");

    private FakeBackend first;
    private FakeBackend second;

    @BeforeEach
    void start() throws IOException {
        first = new FakeBackend();
        second = new FakeBackend();
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    private static BackendAddress smtp(FakeBackend backend) {
        return new BackendAddress(Protocol.SMTP, backend.address());
    }

    private static BackendAddress lmtp(FakeBackend backend) {
        return new BackendAddress(Protocol.LMTP, backend.address());
    }

    private Backends both(String... settings) {
        return new Backends(new Destinations(List.of(smtp(first), smtp(second)), Map.of(), List.of()), settings);
    }

    @Test
    void theFirstServesUntilItCannotBeReached() throws Exception {
        try (var client = both()) {
            assertThat(client.send("a", HELLO, "a@example.org").positive()).isTrue();
            first.close();
            for (int i = 0; i < 5; i++) {
                assertThat(client.send("m" + i, HELLO, "a@example.org").positive())
                        .isTrue();
            }
            assertThat(first.messages).hasSize(1);
            assertThat(second.messages).hasSize(5);
            assertThat(client.delivery.health()).extracting(Health::reachable).containsExactly(false, true);
        }
    }

    /** A name server that hangs must not stop the reading and writing of content. */
    @Test
    void namesAreResolvedByThreadsOfTheirOwn() throws Exception {
        var named =
                InetSocketAddress.createUnresolved("localhost", first.address().getPort());
        try (var client = new Backends(named)) {
            client.blocking.shutdownNow();
            Mail mail = Letters.from("m", "sender@example.net", MailParameters.NONE);
            assertThat(client.recipient(mail, "a@example.org").positive()).isTrue();
        }
    }

    @Test
    void domainsWithTheSameServersShareAMail() throws Exception {
        var same = List.of(smtp(second), smtp(first));
        var destinations = new Destinations(
                List.of(smtp(first)),
                Map.of("a.example", same, "b.example", List.of(smtp(second), smtp(first), smtp(second))),
                List.of());
        try (var client = new Backends(destinations)) {
            assertThat(client.send("m", HELLO, "x@a.example", "y@b.example").positive())
                    .isTrue();
        }
        assertThat(second.messages).hasSize(1);
    }

    @Test
    void oneThatIsOutOfOrderIsPassedOverAndTheOperatorIsTold() throws Exception {
        first.on("CONNECT", "554 5.7.1 not you");
        try (var client = both()) {
            assertThat(client.send("a", HELLO, "a@example.org").positive()).isTrue();
            assertThat(second.messages).hasSize(1);
            assertThat(client.delivery.metrics().alerts().sum()).isEqualTo(1);
        }
    }

    @Test
    void theEnvelopeIsRepeatedAtTheOtherWhenAllItsRecipientsAreAcceptedThere() throws Exception {
        first.once("DATA", FakeBackend.CLOSE);
        try (var client = both()) {
            Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
            Mail a = Letters.asking(mail, "a@example.org");
            assertThat(Backends.reply(client.delivery.recipient(a)).positive()).isTrue();
            first.close();
            assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(a, true), HELLO))))
                    .hasToString("250 2.0.0 queued");
            assertThat(second.commands("RCPT")).containsExactly("RCPT TO:<a@example.org>");
            assertThat(second.messages).hasSize(1);
        }
    }

    @Test
    void aRecipientThatTheOtherRefusesDefersTheMail() throws Exception {
        second.on("RCPT", "550 5.1.1 unknown");
        try (var client = both()) {
            Mail a = Letters.asking(Letters.from("m", "s@example.net", MailParameters.NONE), "a@example.org");
            assertThat(Backends.reply(client.delivery.recipient(a)).positive()).isTrue();
            first.close();
            assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(a, true), HELLO)))
                            .toString())
                    .startsWith("451 4.4.2 ");
            assertThat(second.commands("DATA")).isEmpty();
        }
    }

    @Test
    void oneThatIsDownIsLeftAloneAndServesAgainLater() throws Exception {
        first.on("CONNECT", FakeBackend.CLOSE);
        try (var client = new Backends(first.address())) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send("m" + i, HELLO, "a@example.org").toString())
                        .startsWith("451 4.4.1 ");
            }
            assertThat(first.connections).hasValueBetween(2, 8);
            first.on("CONNECT", "220 back");
            await().until(() -> client.send("late", HELLO, "a@example.org").positive());
            assertThat(client.delivery.health()).allMatch(Health::reachable);
        }
    }

    @Test
    void recipientsOfOtherServersGoInAnotherTransaction() throws Exception {
        var destinations =
                new Destinations(List.of(smtp(first)), Map.of("other.example", List.of(smtp(second))), List.of());
        try (var client = new Backends(destinations)) {
            Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
            Mail a = Letters.asking(mail, "a@example.org");
            assertThat(Backends.reply(client.delivery.recipient(a)).positive()).isTrue();
            assertThat(client.recipient(mail, "b@Other.Example").toString()).startsWith("452 4.5.3 ");
            Mail c = Letters.asking(Letters.answered(a, true), "c@example.org");
            assertThat(Backends.reply(client.delivery.recipient(c)).positive()).isTrue();
            assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(c, true), HELLO)))
                            .positive())
                    .isTrue();
            client.delivery.end("m");
            assertThat(client.send("n", HELLO, "b@other.example").positive()).isTrue();
            assertThat(first.commands("RCPT")).containsExactly("RCPT TO:<a@example.org>", "RCPT TO:<c@example.org>");
            assertThat(second.commands("RCPT")).containsExactly("RCPT TO:<b@other.example>");
        }
    }

    @Test
    void aRefusedRecipientBindsTheMailToNoServer() throws Exception {
        first.on("RCPT", "550 5.1.1 unknown");
        var destinations =
                new Destinations(List.of(smtp(first)), Map.of("other.example", List.of(smtp(second))), List.of());
        try (var client = new Backends(destinations)) {
            Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
            assertThat(client.recipient(mail, "a@example.org").toString()).startsWith("550 5.1.1 ");
            assertThat(client.recipient(mail, "b@other.example").positive()).isTrue();
            client.delivery.end("m");
            await().until(() -> client.delivery.idleConnections() == 2);
        }
    }

    @Test
    void eachDestinationIsJudgedByItsOwnServers() throws Exception {
        var destinations = new Destinations(
                List.of(smtp(first)),
                Map.of("other.example", List.of(smtp(first), smtp(second))),
                List.of(smtp(second)));
        first.close();
        try (var client = new Backends(destinations)) {
            client.delivery.refresh().toCompletableFuture().get();
            assertThat(client.delivery.groups())
                    .extracting(Group::mail, Group::inbound, Group::answers)
                    .containsExactly(
                            tuple("mail to all other domains", true, false),
                            tuple("mail to other.example", true, true),
                            tuple("mail of our own users", false, true));
        }
    }

    @Test
    void thatABackendGoesAndComesIsToldOnce() throws Exception {
        try (var log = LogCapture.of(Backend.class);
                var client = new Backends(first.address())) {
            client.delivery.refresh().toCompletableFuture().get();
            assertThat(log.lines()).isEmpty();
            first.on("CONNECT", "421 4.3.2 later");
            for (int i = 0; i < 3; i++) {
                client.delivery.refresh().toCompletableFuture().get();
            }
            String backend = "Backend " + smtp(first);
            assertThat(log.lines()).singleElement().asString().startsWith("WARN " + backend + " cannot be reached: ");
            first.on("CONNECT", "220 hello");
            for (int i = 0; i < 3; i++) {
                client.delivery.refresh().toCompletableFuture().get();
            }
            assertThat(log.lines()).hasSize(2).last().isEqualTo("INFO " + backend + " is back");
        }
    }

    @Test
    void outboundMailGoesToTheSmarthost() throws Exception {
        var destinations = new Destinations(List.of(smtp(first)), Map.of(), List.of(smtp(second)));
        try (var client = new Backends(destinations)) {
            var user = new Client(InetAddress.getLoopbackAddress(), 1025, "", true);
            Mail mail = Letters.from("m", user, "pc.example", "s@example.net", MailParameters.NONE);
            var reply = client.delivery.recipient(Letters.asking(mail, "a@example.org"), Delivery.Target.OUTBOUND);
            assertThat(Backends.reply(reply).positive()).isTrue();
            assertThat(client.recipient(Letters.from("n", "x@example.net", MailParameters.NONE), "a@example.org")
                            .positive())
                    .isTrue();
            assertThat(second.commands("MAIL")).containsExactly("MAIL FROM:<s@example.net>");
            assertThat(first.commands("MAIL")).containsExactly("MAIL FROM:<x@example.net>");
        }
    }

    @Test
    void lmtpTakesOneRecipientAMailSoThatTheReplyIsTrue() throws Exception {
        first.on("EHLO", "500 what");
        first.on("RCPT TO:<no@", "550 5.1.1 unknown");
        try (var client = new Backends(Backends.to(lmtp(first)))) {
            Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
            assertThat(client.recipient(mail, "no@example.org").toString()).startsWith("550 5.1.1 ");
            Mail a = Letters.asking(mail, "a@example.org");
            assertThat(Backends.reply(client.delivery.recipient(a)).positive()).isTrue();
            assertThat(client.recipient(mail, "b@example.org").toString()).startsWith("452 4.5.3 ");
            assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(a, true), HELLO))))
                    .hasToString("250 2.0.0 queued");
            client.delivery.end("m");
            assertThat(first.log).startsWith("LHLO serai.example");
            assertThat(first.commands("EHLO")).isEmpty();
            assertThat(first.messages).hasSize(1);
        }
    }

    @Test
    void announcesWhatAllCanAndKeepsIt() throws Exception {
        first.extensions = List.of("8BITMIME", "SMTPUTF8", "DSN");
        second.extensions = List.of("8BITMIME", "DSN", "PIPELINING");
        try (var client = both()) {
            assertThat(client.delivery.capabilities()).isEqualTo(Capabilities.USUAL);
            client.delivery.refresh().toCompletableFuture().get();
            assertThat(client.delivery.capabilities()).isEqualTo(new Capabilities(true, false, true));
            first.close();
            second.extensions = List.of("SMTPUTF8");
            client.delivery.refresh().toCompletableFuture().get();
            assertThat(client.delivery.capabilities()).isEqualTo(new Capabilities(false, true, false));
            second.close();
            client.delivery.refresh().toCompletableFuture().get();
            assertThat(client.delivery.capabilities()).isEqualTo(new Capabilities(false, true, false));
            assertThat(client.delivery.health()).noneMatch(Health::reachable);
        }
    }
}
