package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Reply;

/** The pool, seen through whole deliveries. */
@Timeout(120)
class PoolTest {

    private static final Content HELLO = Letters.content("Subject: x\r\n\r\nhello\r\n");

    private FakeBackend backend;

    @BeforeEach
    void start() throws IOException {
        backend = new FakeBackend();
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    @Test
    void neverMoreThanTheMaximum() throws Exception {
        try (var client = new Backends(backend.address(), "max-connections", "3")) {
            var all = new ArrayList<CompletableFuture<Reply>>();
            for (int i = 0; i < 60; i++) {
                String id = "m" + i;
                all.add(whole(client, id));
            }
            for (CompletableFuture<Reply> one : all) {
                assertThat(Backends.reply(one).positive()).isTrue();
            }
            assertThat(backend.mostOpen).hasValueLessThanOrEqualTo(3);
            assertThat(backend.messages).hasSize(60);
            assertThat(client.delivery.metrics().waited().sum()).isPositive();
            await().until(() -> client.delivery.idleConnections() == client.delivery.connections());
            assertThat(client.delivery.waiting()).isZero();
        }
    }

    @Test
    void waitersAreServedInOrderOrTurnedAwayInTime() throws Exception {
        try (var client = new Backends(backend.address(), "max-connections", "1", "acquire-timeout", "3s")) {
            backend.beforeFinalReply = new CountDownLatch(1);
            CompletableFuture<Reply> first = whole(client, "first");
            await().until(() -> backend.messages.size() == 1);
            CompletableFuture<Reply> late = whole(client, "late");
            assertThat(Backends.reply(late).toString()).startsWith("451 4.3.2 ");
            assertThat(client.delivery.metrics().timedOut().sum()).isEqualTo(1);
            List<CompletableFuture<Reply>> waiting =
                    IntStream.range(0, 5).mapToObj(i -> whole(client, "w" + i)).toList();
            backend.beforeFinalReply.countDown();
            for (CompletableFuture<Reply> one : waiting) {
                assertThat(Backends.reply(one).positive()).isTrue();
            }
            assertThat(Backends.reply(first).positive()).isTrue();
            assertThat(backend.messages)
                    .extracting(
                            message -> message.commands().get(message.commands().size() - 3))
                    .startsWith("MAIL FROM:<first@example.net>", "MAIL FROM:<w0@example.net>")
                    .hasSize(6);
        }
    }

    @Test
    void whoWaitsForItsClientGivesWay() throws Exception {
        try (var client = new Backends(backend.address(), "max-connections", "2")) {
            var slow = new ArrayList<Mail>();
            for (int i = 0; i < 20; i++) {
                Mail asking = asking("slow" + i);
                assertThat(Backends.reply(client.delivery.recipient(asking)).positive())
                        .isTrue();
                slow.add(Letters.answered(asking, true));
            }
            assertThat(Backends.reply(whole(client, "quick")).positive()).isTrue();
            for (Mail mail : slow) {
                assertThat(Backends.reply(client.delivery.deliver(Letters.with(mail, HELLO)))
                                .positive())
                        .isTrue();
                client.delivery.end(mail.id());
            }
            assertThat(backend.messages).hasSize(21);
            assertThat(backend.mostOpen).hasValueLessThanOrEqualTo(2);
            assertThat(client.delivery.metrics().reclaimed().sum()).isGreaterThanOrEqualTo(18);
        }
    }

    @Test
    void sessionsThatTakeTurnsDoNotMultiplyRecipients() throws Exception {
        int sessions = 6;
        int each = 60;
        try (var client = new Backends(backend.address(), "max-connections", "2")) {
            Mail[] mails = IntStream.range(0, sessions)
                    .mapToObj(i -> Letters.from("m" + i, "m" + i + "@example.net", MailParameters.NONE))
                    .toArray(Mail[]::new);
            for (int turn = 0; turn < each; turn++) {
                for (int i = 0; i < sessions; i++) {
                    Mail asking = Letters.asking(mails[i], "r" + turn + "@example.org");
                    Reply reply = Backends.reply(client.delivery.recipient(asking));
                    if (!reply.positive()) {
                        assertThat(reply.toString()).startsWith("451 4.3.2 ");
                    }
                    mails[i] = Letters.answered(asking, reply.positive());
                }
            }
            for (Mail mail : mails) {
                assertThat(mail.envelope().rcptTo()).hasSizeGreaterThanOrEqualTo(5);
                assertThat(Backends.reply(client.delivery.deliver(Letters.with(mail, HELLO)))
                                .positive())
                        .isTrue();
                client.delivery.end(mail.id());
            }
            assertThat(mails).anyMatch(mail -> mail.envelope().rcptTo().size() == each);
            assertThat(backend.messages).hasSize(sessions);
            assertThat(backend.commands("RCPT")).hasSizeLessThan(2 * sessions * each);
        }
    }

    @Test
    void retiresConnectionsByMessagesAndErrors() throws Exception {
        try (var client =
                new Backends(backend.address(), "messages-per-connection", "3", "errors-per-connection", "2")) {
            for (int i = 0; i < 6; i++) {
                int delivered = i + 1;
                assertThat(Backends.reply(whole(client, "m" + i)).positive()).isTrue();
                await().until(() -> delivered % 3 == 0
                        ? client.delivery.connections() == 0
                        : client.delivery.idleConnections() == 1);
            }
            assertThat(backend.connections).hasValue(2);
            assertThat(backend.commands("QUIT")).hasSize(2);
            backend.on("RCPT", "550 5.1.1 unknown");
            for (int i = 0; i < 2; i++) {
                Backends.reply(whole(client, "e" + i));
                client.delivery.end("e" + i);
                int refused = i + 1;
                await().until(() ->
                        refused == 2 ? client.delivery.connections() == 0 : client.delivery.idleConnections() == 1);
            }
            assertThat(backend.commands("QUIT")).hasSize(3);
        }
    }

    @Test
    void idleConnectionsEndWithQuit() throws Exception {
        try (var client = new Backends(backend.address(), "idle-timeout", "300ms")) {
            assertThat(Backends.reply(whole(client, "m")).positive()).isTrue();
            await().until(() -> client.delivery.connections() == 0);
            assertThat(backend.commands("QUIT")).hasSize(1);
        }
    }

    @Test
    void probesLetAConnectionGrowOld() throws Exception {
        try (var client = new Backends(backend.address(), "idle-timeout", "500ms")) {
            assertThat(Backends.reply(whole(client, "m")).positive()).isTrue();
            await().until(() -> {
                client.delivery.probe().toCompletableFuture().get();
                return !backend.commands("QUIT").isEmpty();
            });
        }
    }

    @Test
    void aConnectionThatTheBackendClosedMeanwhileIsNoFailure() throws Exception {
        try (var client = new Backends(backend.address())) {
            for (int i = 0; i < 20; i++) {
                assertThat(Backends.reply(whole(client, "m" + i)).positive()).isTrue();
                backend.closeConnections();
            }
            backend.once("MAIL", "421 4.4.2 idle too long");
            assertThat(Backends.reply(whole(client, "n")).toString()).startsWith("451 4.");
            assertThat(Backends.reply(whole(client, "o")).positive()).isTrue();
            await().until(() -> client.delivery.idleConnections() == 1);
            backend.once("MAIL", "421 4.4.2 idle too long");
            assertThat(Backends.reply(whole(client, "p")).positive()).isTrue();
        }
    }

    @Test
    void closingSaysQuitAndRefuses() throws Exception {
        var client = new Backends(backend.address());
        assertThat(Backends.reply(whole(client, "m")).positive()).isTrue();
        client.delivery.close();
        await().until(() -> client.delivery.connections() == 0);
        assertThat(backend.commands("QUIT")).hasSize(1);
        assertThat(Backends.reply(whole(client, "n")).toString()).startsWith("451 4.3.2 ");
        client.close();
    }

    private static Mail asking(String id) {
        return Letters.asking(Letters.from(id, id + "@example.net", MailParameters.NONE), "a@example.org");
    }

    private static CompletableFuture<Reply> whole(Backends client, String id) {
        Mail asking = asking(id);
        CompletionStage<Reply> done = client.delivery
                .recipient(asking)
                .thenCompose(reply -> reply.positive()
                        ? client.delivery.deliver(Letters.with(Letters.answered(asking, true), HELLO))
                        : CompletableFuture.completedFuture(reply))
                .whenComplete((reply, failure) -> client.delivery.end(id));
        return done.toCompletableFuture();
    }
}
