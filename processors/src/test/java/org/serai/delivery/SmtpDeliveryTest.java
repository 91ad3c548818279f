package org.serai.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.mail.Edits;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Sha256;

@Timeout(120)
class SmtpDeliveryTest extends DeliveryFixture {

    @Test
    void asksMailAndFirstRecipientInOneFlushAndKeepsTheConnection() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(client.send("m" + i, HELLO, "a@example.org", "b@example.org"))
                    .hasToString("250 2.0.0 queued");
        }
        assertThat(backend.log)
                .startsWith("EHLO serai.example")
                .filteredOn(line -> !line.startsWith("EHLO"))
                .startsWith(
                        "MAIL FROM:<sender@example.net>",
                        "RCPT TO:<a@example.org>",
                        "RCPT TO:<b@example.org>",
                        "DATA",
                        "MAIL FROM:<sender@example.net>");
        assertThat(backend.connections).hasValue(1);
        assertThat(backend.pipelined).hasValueGreaterThanOrEqualTo(1);
        assertThat(backend.messages).hasSize(3).allSatisfy(message -> assertThat(message.content())
                .isEqualTo("Subject: x\r\n\r\nhello\r\n".getBytes(ISO_8859_1)));
        assertThat(client.delivery.metrics().accepted().sum()).isEqualTo(3);
        assertThat(client.delivery.metrics().recipientsAccepted().sum()).isEqualTo(6);
        assertThat(client.delivery.health()).singleElement().matches(Health::reachable);
    }

    @Test
    void keepsTheHashOfWhatTheBackendGot() throws Exception {
        Mail asking = Letters.asking(Letters.from("m", "sender@example.net", MailParameters.NONE), "a@example.org");
        assertThat(Backends.reply(client.delivery.recipient(asking)).positive()).isTrue();
        Mail mail = Letters.with(Letters.answered(asking, true), Letters.content("Subject: x\r\n\r\n.no newline"))
                .edited(new Edits(List.of("X-Serai-Id: m"), List.of()));
        assertThat(Backends.reply(client.delivery.deliver(mail)).positive()).isTrue();
        client.delivery.end("m");
        byte[] got = backend.messages.iterator().next().content();
        assertThat(mail.kept(Sha256.Sent.class))
                .isEqualTo(new Sha256.Sent(Letters.content(got).sha256().hex(), true));
    }

    @Test
    void waitsForEachReplyWithoutPipelining() throws Exception {
        backend.extensions = List.of("8BITMIME");
        assertThat(client.send("m", HELLO, "a@example.org")).hasToString("250 2.0.0 queued");
        assertThat(backend.pipelined).hasValue(0);
        backend.once("MAIL", "550 5.1.8 no");
        assertThat(client.send("n", HELLO, "a@example.org")).hasToString("550 5.1.8 no");
        assertThat(backend.commands("RCPT")).hasSize(1);
    }

    @Test
    void fallsBackToHelo() throws Exception {
        backend.on("EHLO", "502 what");
        assertThat(client.send("m", HELLO, "a@example.org")).hasToString("250 2.0.0 queued");
        assertThat(backend.commands("HELO")).containsExactly("HELO serai.example");
        assertThat(backend.pipelined).hasValue(0);
    }

    @Test
    void passesOnTheParametersThatTheBackendKnows() throws Exception {
        var parameters = new MailParameters(1234, true, true);
        Mail mail = Letters.from("m", "s\u00fcnder@example.net", parameters);
        assertThat(client.recipient(mail, "\u00e4@example.org").positive()).isTrue();
        client.delivery.end("m");
        assertThat(backend.log)
                .contains(
                        "MAIL FROM:<s\u00fcnder@example.net> SIZE=1234 BODY=8BITMIME SMTPUTF8",
                        "RCPT TO:<\u00e4@example.org>");
    }

    @ParameterizedTest
    @CsvSource({
        "1000, false, false, 250 2.0.0 fine",
        "0, true, false, 451 4.6.3 The mail server does not take 8-bit mail (mail m)",
        "0, false, true, 550 5.6.7 The mail server does not take internationalized mail (mail m)"
    })
    void refusesWhatTheBackendCannotCarry(long size, boolean eightBit, boolean utf8, String reply) throws Exception {
        backend.extensions = List.of("PIPELINING");
        Mail mail = Letters.from("m", "s@example.net", new MailParameters(size, eightBit, utf8));
        assertThat(client.recipient(mail, "a@example.org")).hasToString(reply);
        assertThat(backend.commands("MAIL"))
                .isEqualTo(reply.startsWith("250") ? List.of("MAIL FROM:<s@example.net>") : List.of());
        assertThat(client.recipient(Letters.from("n", "s@example.net", MailParameters.NONE), "a@example.org")
                        .positive())
                .isTrue();
    }

    @Test
    void passesOnRequestsForDeliveryStatus() throws Exception {
        backend.extensions = List.of("PIPELINING", "DSN");
        var parameters = new MailParameters(0, false, false, "HDRS", "QQ+3D314159");
        Mail asking = Letters.asking(
                Letters.from("m", "s@example.net", parameters),
                Letters.path("a@example.org").with("NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@example.org"));
        assertThat(Backends.reply(client.delivery.recipient(asking)).positive()).isTrue();
        client.delivery.end("m");
        assertThat(backend.log)
                .contains(
                        "MAIL FROM:<s@example.net> RET=HDRS ENVID=QQ+3D314159",
                        "RCPT TO:<a@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@example.org");
    }

    @ParameterizedTest
    @CsvSource({"DSN, ' NOTIFY=NEVER'", "PIPELINING, ''"})
    void whoShallNotBeNotifiedIsNotWhereTheBackendKnowsHow(String extension, String parameter) throws Exception {
        backend.extensions = List.of(extension);
        Mail mail = Letters.from("m", "s@example.net", new MailParameters(0, false, false, "", "", true));
        assertThat(client.recipient(mail, "a@example.org").positive()).isTrue();
        assertThat(client.recipient(mail, "b@example.org").positive()).isTrue();
        client.delivery.end("m");
        assertThat(backend.commands("RCPT"))
                .containsExactly("RCPT TO:<a@example.org>" + parameter, "RCPT TO:<b@example.org>" + parameter);
    }

    @ParameterizedTest
    @CsvSource({"FULL, '', ''", "'', id, ''", "'', '', NOTIFY=NEVER"})
    void defersWhatTheBackendWouldNotTellTheStatusOf(String ret, String envid, String parameters) throws Exception {
        Mail mail = Letters.from("m", "s@example.net", new MailParameters(0, false, false, ret, envid));
        Mail asking = Letters.asking(mail, Letters.path("a@example.org").with(parameters));
        assertThat(Backends.reply(client.delivery.recipient(asking)).toString()).startsWith("451 4.3.3 ");
        assertThat(backend.commands("MAIL")).isEmpty();
        assertThat(client.delivery.metrics().alerts().sum()).isEqualTo(1);
    }

    @Test
    void deliversToTheRecipientsThatTheBackendAccepted() throws Exception {
        backend.on("RCPT TO:<no@", "550 5.1.1 unknown");
        Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
        assertThat(client.recipient(mail, "no@example.org")).hasToString("550 5.1.1 unknown");
        Mail yes = Letters.asking(mail, "yes@example.org");
        assertThat(Backends.reply(client.delivery.recipient(yes)).positive()).isTrue();
        assertThat(client.recipient(mail, "no@example.net")).hasToString("550 5.1.1 unknown");
        assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(yes, true), HELLO)))
                        .positive())
                .isTrue();
        assertThat(backend.connections).hasValue(1);
        assertThat(client.delivery.metrics().recipientsRefused().sum()).isEqualTo(2);
    }

    @Test
    void leavesOutARecipientThatTheClientWasNotGiven() throws Exception {
        Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
        Mail one = Letters.asking(mail, "one@example.org");
        Backends.reply(client.delivery.recipient(one));
        client.recipient(mail, "two@example.org");
        assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(one, true), HELLO)))
                        .positive())
                .isTrue();
        assertThat(backend.messages).singleElement().satisfies(message -> assertThat(message.commands())
                .contains("RCPT TO:<one@example.org>")
                .doesNotContain("RCPT TO:<two@example.org>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            MAIL | 550 5.1.8 sender refused | 550 5.1.8 sender refused
            MAIL | 530 5.7.0 log in         | 451 4.3.5 The mail server is misconfigured; try again later (mail m)
            RCPT | 450 4.2.0 greylisted     | 450 4.2.0 greylisted
            RCPT | 554 5.7.1 Relay access denied | 451 4.3.5 The mail server is misconfigured; try again later (mail m)
            RCPT | 421 4.3.2 closing        | 451 4.3.2 The mail server is busy; try again later (mail m)
            DATA | 451 not now              | 451 4.0.0 not now
            DATA | 250 what                 | 451 4.5.0 The mail server gave no proper reply; try again later (mail m)
            .    | 554 5.7.1 spam           | 554 5.7.1 spam
            .    | 421 4.3.2 closing        | 451 4.3.2 The mail server is busy; try again later (mail m)
            .    | 354 what                 | 451 4.5.0 The mail server gave no proper reply; try again later (mail m)
            CONNECT | 554 no                | 451 4.3.5 The mail server is misconfigured; try again later (mail m)
            CONNECT | 421 full              | 451 4.3.2 The mail server is busy; try again later (mail m)
            CONNECT | close                 | 451 4.4.1 The mail server cannot be reached; try again later (mail m)
            CONNECT | garbage               | 451 4.4.1 The mail server cannot be reached; try again later (mail m)
            EHLO | close                    | 451 4.4.2 The connection to the mail server was lost; try again later (mail m)
            MAIL | close                    | 451 4.4.2 The connection to the mail server was lost; try again later (mail m)
            RCPT | 2x0 garbage              | 451 4.4.2 The connection to the mail server was lost; try again later (mail m)
            .    | close                    | 451 4.4.2 The connection to the mail server was lost; try again later (mail m)
            """)
    void mapsEachReplyAndGoesOn(String command, String said, String told) throws Exception {
        backend.once(command, said);
        assertThat(client.send("m", HELLO, "a@example.org")).hasToString(told);
        assertThat(client.send("n", HELLO, "a@example.org")).hasToString("250 2.0.0 queued");
        await().untilAsserted(() -> assertThat(client.delivery.connections())
                .isEqualTo(client.delivery.idleConnections())
                .isPositive());
        assertThat(client.delivery.metrics().alerts().sum())
                .isEqualTo(told.contains("4.3.5") || told.contains("4.5.0") ? 1 : 0);
    }

    @Test
    void saysWhenTheBackendIsDown() throws Exception {
        int port;
        try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        try (var down = new Backends(InetSocketAddress.createUnresolved("localhost", port))) {
            assertThat(down.send("m", HELLO, "a@example.org").toString()).startsWith("451 4.4.1 ");
            assertThat(down.delivery.health()).singleElement().satisfies(health -> {
                assertThat(health.backend()).isEqualTo("smtp://localhost:" + port);
                assertThat(health.reachable()).isFalse();
                assertThat(health.problem()).contains("refused");
            });
            assertThat(down.delivery.connections()).isZero();
        }
        try (var nowhere = new Backends(InetSocketAddress.createUnresolved("nowhere.invalid", 25))) {
            assertThat(nowhere.send("m", HELLO, "a@example.org").toString()).startsWith("451 4.4.1 ");
        }
    }

    @Test
    void probes() throws Exception {
        assertThat(client.delivery.health()).singleElement().matches(health -> !health.reachable());
        assertThat(client.delivery.probe().toCompletableFuture().get())
                .singleElement()
                .matches(Health::reachable);
    }

    @Test
    void repeatsOnAnotherConnectionWhenDataFindsItGone() throws Exception {
        backend.once("DATA", FakeBackend.CLOSE);
        assertThat(client.send("m", HELLO, "a@example.org", "b@example.org")).hasToString("250 2.0.0 queued");
        assertThat(backend.connections).hasValue(2);
        assertThat(backend.messages).singleElement().satisfies(message -> assertThat(message.commands())
                .contains("RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>"));
    }

    @Test
    void withoutHoldEachStepBeginsAnew() throws Exception {
        settings("hold", "false");
        Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
        Mail a = Letters.asking(mail, "a@example.org");
        Backends.reply(client.delivery.recipient(a));
        await().until(() -> client.delivery.idleConnections() == 1);
        Mail b = Letters.asking(Letters.answered(a, true), "b@example.org");
        Backends.reply(client.delivery.recipient(b));
        await().until(() -> client.delivery.idleConnections() == 1);
        assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(b, true), HELLO)))
                        .positive())
                .isTrue();
        assertThat(backend.commands("RCPT")).hasSize(4);
        assertThat(backend.messages).singleElement().satisfies(message -> assertThat(message.commands())
                .endsWith("RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>", "DATA"));
        assertThat(client.delivery.metrics().replayed().sum()).isEqualTo(1);
    }

    @Test
    void aRecipientRefusedWhenRepeatedDefersTheMail() throws Exception {
        settings("hold", "false");
        Mail a = Letters.asking(Letters.from("m", "s@example.net", MailParameters.NONE), "a@example.org");
        Backends.reply(client.delivery.recipient(a));
        backend.on("RCPT", "550 5.1.1 gone");
        assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(a, true), HELLO)))
                        .toString())
                .startsWith("451 4.4.2 ");
        assertThat(backend.commands("DATA")).isEmpty();
    }

    @Test
    void appliesEdits() throws Exception {
        Mail a = Letters.asking(Letters.from("m", "s@example.net", MailParameters.NONE), "a@example.org");
        Backends.reply(client.delivery.recipient(a));
        Mail mail = Letters.with(Letters.answered(a, true), Letters.content("X-Spam-Flag: NO\r\nA: 1\r\n\r\n.\r\nend"))
                .edited(new Edits(List.of("X-Spam-Flag: YES"), List.of(new Edits.Range("X-Spam-Flag", 0, 17))));
        Backends.reply(client.delivery.deliver(mail));
        assertThat(backend.messages).singleElement().satisfies(message -> assertThat(message.content())
                .isEqualTo("X-Spam-Flag: YES\r\nA: 1\r\n\r\n.\r\nend\r\n".getBytes(ISO_8859_1)));
    }

    @Test
    void noCommandGoesOutInsideAPath() throws Exception {
        Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
        assertThat(client.recipient(mail, "a@example.org>\r\nRCPT TO:<b@example.org")
                        .toString())
                .startsWith("451 4.3.0 ");
        assertThat(backend.commands("RCPT")).isEmpty();
        await().untilAsserted(() -> assertThat(client.delivery.connections()).isZero());
    }

    @Test
    void nothingToDeliverWithoutRecipients() throws Exception {
        Mail mail = Letters.with(Letters.from("m", "s@example.net", MailParameters.NONE), HELLO);
        assertThat(Backends.reply(client.delivery.deliver(mail))).hasToString("554 5.5.1 No valid recipients (mail m)");
    }

    @Test
    void endlessRepliesAreCut() throws Exception {
        backend.once("MAIL", "250-more\r\n".repeat(100_000) + "250 end");
        assertThat(client.send("m", HELLO, "a@example.org").toString()).startsWith("451 4.4.2 ");
        backend.once("MAIL", "250 " + "x".repeat(1_000_000));
        assertThat(client.send("n", HELLO, "a@example.org").toString()).startsWith("451 4.4.2 ");
    }

    @Test
    void fiftyMegabytesToASlowReaderTakeLittleMemory() throws Exception {
        backend.keepContent = false;
        backend.reading = in -> new Gated(in, new CountDownLatch(0), Integer.MAX_VALUE);
        long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        var sent = CompletableFuture.supplyAsync(() -> {
            try {
                return client.send("m", Letters.endless(50_000_000), "a@example.org");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        long most = 0;
        while (!sent.isDone()) {
            most = Math.max(most, PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before);
            Thread.onSpinWait();
        }
        assertThat(sent.get().positive()).isTrue();
        // Threads take their first chunk each from an arena of their own.
        int arenas = Math.min(8, PooledByteBufAllocator.defaultNumDirectArena());
        assertThat(most).isLessThan((arenas * 4L + 1) << 20);
    }
}
