package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Reply;

@Timeout(120)
class CalloutTest extends DeliveryFixture {

    private static Mail asking() {
        Mail mail = Letters.from("m", "sender@example.net", new MailParameters(1_000_000, true, false));
        return Letters.asking(mail, Letters.path("a@example.org").with("NOTIFY=NEVER"));
    }

    private Reply verify() throws Exception {
        return Backends.reply(client.delivery.verify(asking()));
    }

    @Test
    void asksWithTheNullReversePathAndTakesTheConnectionBack() throws Exception {
        assertThat(verify().positive()).isTrue();
        await().untilAsserted(() -> assertThat(backend.log)
                .filteredOn(line -> !line.startsWith("EHLO"))
                .containsExactly("MAIL FROM:<>", "RCPT TO:<a@example.org>", "RSET"));

        // The reply does not wait for RSET: the connection is back a moment later.
        await().until(() -> {
            int before = backend.connections.get();
            assertThat(verify().positive()).isTrue();
            return backend.connections.get() == before;
        });
    }

    @Test
    void leavesTheMailsOwnTransactionAlone() throws Exception {
        Mail asking = Letters.asking(Letters.from("m", "sender@example.net", MailParameters.NONE), "a@example.org");
        assertThat(Backends.reply(client.delivery.recipient(asking)).positive()).isTrue();

        assertThat(verify().positive()).isTrue();

        Mail mail = Letters.with(Letters.answered(asking, true), HELLO);
        assertThat(Backends.reply(client.delivery.deliver(mail))).hasToString("250 2.0.0 queued");
        client.delivery.end("m");
    }

    @ParameterizedTest
    @CsvSource({
        "550 5.1.1 no such user, 550 5.1.1 no such user",
        "550 no such user,       550 5.0.0 no such user",
        "450 4.2.1 later,        450 4.2.1 later",
        "421 4.3.2 busy,         451 4.3.2 The mail server is busy; try again later (mail m)"
    })
    void saysWhatTheBackendSaysOfTheRecipient(String said, String reply) throws Exception {
        backend.once("RCPT", said);

        assertThat(verify()).hasToString(reply);
        assertThat(verify().positive()).isTrue();
    }

    @Test
    void aRefusalThatSaysNoReasonCountsWhereThePostmasterIsTaken() throws Exception {
        backend.on("RCPT TO:<a@", "550 Administrative prohibition");
        assertThat(verify()).hasToString("550 5.0.0 Administrative prohibition");
        assertThat(backend.commands("RCPT"))
                .containsExactly("RCPT TO:<a@example.org>", "RCPT TO:<postmaster@example.org>");

        backend.on("RCPT TO:<a@", "550 5.1.1 No such user");
        assertThat(verify()).hasToString("550 5.1.1 No such user");
        assertThat(backend.commands("RCPT")).as("it has said so").hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "550 Administrative prohibition, 451 4.5.0",
        "550 5.1.1 no postmaster,        451 4.5.0",
        "451 later,                      451 4.5.0",
        "421 busy,                       451 4.3.2",
        "close,                          451 4.4.2"
    })
    void whereThePostmasterIsRefusedTooNothingIsKnown(String control, String reply) throws Exception {
        backend.on("RCPT TO:<a@", "550 Administrative prohibition");
        backend.once("RCPT TO:<postmaster@", control);

        assertThat(verify().toString()).startsWith(reply);
        assertThat(verify()).hasToString("550 5.0.0 Administrative prohibition");
    }

    @Test
    void aRefusalOfTheNullReversePathIsNoneOfTheRecipient() throws Exception {
        backend.once("MAIL", "550 5.7.1 no notifications");

        assertThat(verify().transientFailure()).isTrue();
    }

    @Test
    void aBackendThatIsDownIsATransientReply() throws Exception {
        backend.close();

        assertThat(verify()).hasToString("451 4.4.1 The mail server cannot be reached; try again later (mail m)");
    }
}
