package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Reply;

@Timeout(120)
class CalloutTest extends DeliveryFixture {

    private Reply verify() throws Exception {
        return verify("a@example.org");
    }

    private Reply verify(String address) throws Exception {
        Mail mail = Letters.from("m", "sender@example.net", new MailParameters(1_000_000, true, false));
        return Backends.reply(client.delivery.verify(
                Letters.asking(mail, Letters.path(address).with("NOTIFY=NEVER"))));
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
    @CsvSource({"451 later, 451 4.5.0", "421 busy,  451 4.3.2", "close,     451 4.4.2"})
    void whereThePostmasterIsNotAnsweredForNothingIsKnown(String control, String reply) throws Exception {
        backend.on("RCPT TO:<a@", "550 Administrative prohibition");
        backend.once("RCPT TO:<postmaster@", control);

        assertThat(verify().toString()).startsWith(reply);
        assertThat(verify()).hasToString("550 5.0.0 Administrative prohibition");
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 Administrative prohibition", "550 5.1.1 no postmaster"})
    void whereThePostmasterIsRefusedTooNobodyThereIsAskedForAWhile(String control) throws Exception {
        backend.on("RCPT TO:<", control);
        backend.on("RCPT TO:<a@", "550 Administrative prohibition");

        for (String address : List.of("a@example.org", "a@EXAMPLE.org", "b@example.org")) {
            assertThat(verify(address).toString()).startsWith("451 4.5.0");
        }
        assertThat(backend.commands("RCPT"))
                .containsExactly("RCPT TO:<a@example.org>", "RCPT TO:<postmaster@example.org>");
        assertThat(backend.commands("MAIL")).hasSize(1);

        assertThat(verify("a@other.example").toString()).startsWith("451 4.5.0");
        assertThat(backend.commands("RCPT")).as("another domain").hasSize(4);
    }

    @Test
    void afterTheWhileItIsAskedAgain() throws Exception {
        settings("callout-pause", "1ms");
        backend.on("RCPT TO:<", "550 Administrative prohibition");

        await().untilAsserted(() -> {
            assertThat(verify().toString()).startsWith("451 4.5.0");
            assertThat(backend.commands("RCPT")).hasSizeGreaterThan(2);
        });
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
