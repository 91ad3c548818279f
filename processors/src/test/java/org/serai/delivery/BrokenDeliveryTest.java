package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Reply;

/** Deliveries that end before they are through: given up by the client, by the backend, or by time. */
@Timeout(120)
class BrokenDeliveryTest extends DeliveryFixture {

    @Test
    void givesUpWhenDataIsNeverAnswered() throws Exception {
        backend.on("DATA", FakeBackend.CLOSE);
        assertThat(client.send("m", HELLO, "a@example.org").toString()).startsWith("451 4.4.2 ");
        settings("command-timeout", "300ms");
        backend.on("DATA", FakeBackend.SILENT);
        assertThat(client.send("n", HELLO, "a@example.org").toString()).startsWith("451 4.4.2 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "."})
    void timesOut(String command) throws Exception {
        settings("command-timeout", "300ms", "data-done-timeout", "300ms");
        backend.on(command, FakeBackend.SILENT);
        assertThat(client.send("m", HELLO, "a@example.org").toString()).startsWith("451 4.4.");
        await().untilAsserted(() -> assertThat(client.delivery.connections()).isZero());
    }

    @Test
    void diesInMidData() throws Exception {
        backend.closeAfterOctets = 100_000;
        assertThat(client.send("m", Letters.endless(5_000_000), "a@example.org").toString())
                .startsWith("451 4.4.2 ");
        assertThat(backend.messages).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"552 5.3.4 too big, 552 5.3.4", "421 4.3.2 bye, 451 4.", "250 2.0.0 fine, 451 4.4.2"})
    void takesARefusalBeforeTheEndAndNeverSendsTheMark(String said, String told) throws Exception {
        backend.sayMidData = said;
        assertThat(client.send("m", Letters.endless(50_000_000), "a@example.org")
                        .toString())
                .startsWith(told);
        await().untilAsserted(() -> assertThat(backend.open).hasValue(0));
        assertThat(backend.messages).isEmpty();
    }

    @Test
    void neverMarksHalfAMail() throws Exception {
        var half = new Content() {
            @Override
            public long size() {
                return 200_000;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[100_000]);
            }
        };
        assertThat(client.send("m", half, "a@example.org").toString()).startsWith("451 4.3.0 ");
        await().untilAsserted(() -> assertThat(backend.unfinished).hasValue(1));
        assertThat(backend.messages).isEmpty();
    }

    @Test
    void endBeforeTheMarkDropsTheMail() throws Exception {
        var gate = new CountDownLatch(1);
        backend.reading = in -> new Gated(in, gate, 2_000);
        Mail mail = Letters.from("m", "s@example.net", MailParameters.NONE);
        Mail asking = Letters.asking(mail, "a@example.org");
        Backends.reply(client.delivery.recipient(asking));
        CompletionStage<Reply> delivering =
                client.delivery.deliver(Letters.with(Letters.answered(asking, true), Letters.endless(20_000_000)));
        await().until(() -> !backend.commands("DATA").isEmpty());
        client.delivery.end("m");
        client.delivery.end("m");
        assertThat(Backends.reply(delivering)).isEqualTo(BackendReplies.ENDED.about("m"));
        gate.countDown();
        await().untilAsserted(() -> assertThat(backend.unfinished).hasValue(1));
        assertThat(backend.messages).isEmpty();
        await().untilAsserted(() -> assertThat(client.delivery.connections()).isZero());
    }

    @Test
    void endAtAnyMomentNeverBeliesTheReply() throws Exception {
        var open = new AtomicInteger();
        var random = new Random(42);
        var taken = new HashSet<String>();
        int lost = 0;
        for (int i = 0; i < 200; i++) {
            String id = "m" + i;
            Mail asking = Letters.asking(Letters.from(id, id + "@example.net", MailParameters.NONE), "a@example.org");
            Backends.reply(client.delivery.recipient(asking));
            var gate = new CountDownLatch(i == 0 ? 1 : 0);
            Content letter = Letters.gated(Letters.endless(random.nextInt(150_000)), gate);
            CompletionStage<Reply> delivering = client.delivery.deliver(
                    Letters.with(Letters.answered(asking, true), Letters.counted(letter, open)));
            LockSupport.parkNanos(random.nextInt(1_500_000));
            if (i == 1) { // However quick or slow the machine is: the first is lost for certain, the second taken.
                Backends.reply(delivering);
            }
            client.delivery.end(id);
            Reply reply = Backends.reply(delivering);
            gate.countDown();
            if (reply.positive()) {
                taken.add("MAIL FROM:<" + id + "@example.net>");
            } else {
                lost++;
            }
        }
        assertThat(lost).isBetween(1, 199);
        await().untilAsserted(() -> assertThat(backend.open).hasValue(client.delivery.idleConnections()));
        assertThat(backend.messages)
                .extracting(message -> message.commands().stream()
                        .filter(command -> command.startsWith("MAIL"))
                        .findFirst()
                        .orElseThrow())
                .containsExactlyInAnyOrderElementsOf(taken);
        await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    @Test
    void endAfterTheMarkLetsItBeAndKeepsTheConnection() throws Exception {
        backend.beforeFinalReply = new CountDownLatch(1);
        Mail asking = Letters.asking(Letters.from("m", "s@example.net", MailParameters.NONE), "a@example.org");
        Backends.reply(client.delivery.recipient(asking));
        CompletionStage<Reply> delivering =
                client.delivery.deliver(Letters.with(Letters.answered(asking, true), HELLO));
        await().until(() -> !backend.messages.isEmpty());
        client.delivery.end("m");
        backend.beforeFinalReply.countDown();
        assertThat(Backends.reply(delivering)).hasToString("250 2.0.0 queued");
        await().until(() -> client.delivery.idleConnections() == 1);
        assertThat(backend.connections).hasValue(1);
    }

    @Test
    void endWithoutContentFreesTheConnection() throws Exception {
        client.recipient(Letters.from("m", "s@example.net", MailParameters.NONE), "a@example.org");
        assertThat(client.delivery.idleConnections()).isZero();
        client.delivery.end("m");
        client.delivery.end("m");
        client.delivery.end("never-seen");
        await().until(() -> client.delivery.idleConnections() == 1);
        assertThat(backend.commands("RSET")).hasSize(1);
    }

    @Test
    void whatWasEndedIsNeitherDeliveredNorRefused() throws Exception {
        Mail asking = Letters.asking(Letters.from("m", "a@example.net", MailParameters.NONE), "b@example.org");
        assertThat(Backends.reply(client.delivery.recipient(asking)).positive()).isTrue();
        client.delivery.end("m");
        Mail mail = Letters.with(Letters.answered(asking, true), Letters.content("x"));
        assertThat(Backends.reply(client.delivery.deliver(mail)).toString()).startsWith("451 4.4.2 ");
        assertThat(backend.messages).isEmpty();
    }
}
