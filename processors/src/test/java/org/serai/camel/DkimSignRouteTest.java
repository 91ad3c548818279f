package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.identity.dkim.KeyPairs;
import org.serai.mail.Mail;

/** Keys come and go while the policy runs, and sign what our own users send, above the message and below the trace. */
class DkimSignRouteTest extends PolicyFixture {

    private Path keys() {
        return home.resolve("config/dkim");
    }

    private static Mail ours() {
        return Mails.at(Mails.connected(Mails.client("192.0.2.1", true)), Mails.MESSAGE, "b@elsewhere.example");
    }

    private void sendAndExpect(Mail mail, String... fields) {
        policy.delivered.clear();
        policy.decide(mail);
        assertThat(policy.delivered).singleElement().satisfies(sent -> {
            assertThat(sent.content()).isSameAs(mail.content());
            assertThat(sent.edits().removed()).isEmpty();
            assertThat(sent.edits().prepended())
                    .extracting(field -> field.substring(0, field.indexOf(':')))
                    .containsExactly(fields);
        });
    }

    @Test
    void keysSignFromTheNextMessageOnUntilTheyAreTakenAway() throws Exception {
        sendAndExpect(ours(), "Received", "X-Serai-Id");

        new KeyPairs(keys()).rsa("r", "sender.example").ed25519("e", "sender.example");
        policy.generations.reload();
        sendAndExpect(ours(), "Received", "X-Serai-Id", "DKIM-Signature", "DKIM-Signature");
        sendAndExpect(Mails.data(Mails.MESSAGE), "Received", "X-Serai-Id", "Authentication-Results");

        Files.delete(keys().resolve("r._domainkey.sender.example.pem"));
        policy.generations.reload();
        sendAndExpect(ours(), "Received", "X-Serai-Id", "DKIM-Signature");
    }

    @Test
    void aKeyThatIsNoneIsRefusedAndTheOthersGoOnSigning() throws Exception {
        new KeyPairs(keys()).ed25519("e", "sender.example");
        policy.generations.reload();
        Files.writeString(keys().resolve("x._domainkey.sender.example.pem"), "no key");
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains("x._domainkey.sender.example.pem: no private key in PEM");
        sendAndExpect(ours(), "Received", "X-Serai-Id", "DKIM-Signature");
    }

    @Test
    void anEditOfAKeyIsNoticed() {
        var sources = new RouteSources(
                home.resolve("routes"), home, policy.scores(), home.resolve("config/lists"), keys(), home, home);
        var before = sources.stamps();

        new KeyPairs(keys()).ed25519("e", "sender.example");

        assertThat(sources.stamps()).isNotEqualTo(before);
    }
}
