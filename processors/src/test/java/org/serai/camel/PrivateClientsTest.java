package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;
import org.serai.mail.Phase;

class PrivateClientsTest {

    private final PrivateClients clients =
            new PrivateClients(3, new TrustedRelays(List.of(Network.parse("10.9.0.0/16")), true));

    private void mails(int count, String client, boolean trusted) {
        for (int i = 0; i < count; i++) {
            Mail connected = Mails.connected(Mails.client(client, trusted));
            Envelope envelope = connected
                    .envelope()
                    .greeted("mx.sender.example", true)
                    .from(Mails.path("a@sender.example"), MailParameters.NONE);
            clients.apply(connected.at(Phase.MAIL_FROM, envelope, Mails.soon()), Disposition.ACCEPT);
        }
    }

    @Test
    void tellsWhenNobodyElseSends() {
        mails(2, "10.0.0.1", false);
        assertThat(clients.problem()).isEmpty();
        mails(1, "127.0.0.1", false);

        assertThat(clients.problem()).contains("the last 3 mails", "smtp.proxy-networks", "trusted.relays");
    }

    @Test
    void oneOfTheInternetIsEnough() {
        mails(5, "192.168.0.1", false);
        mails(1, "192.0.2.1", false);
        mails(2, "192.168.0.1", false);

        assertThat(clients.problem()).isEmpty();
    }

    @Test
    void ourOwnAndNamedRelaysDoNotCount() {
        mails(5, "10.0.0.1", true);
        mails(5, "10.9.0.1", false);

        assertThat(clients.problem()).isEmpty();
    }

    @Test
    void healthTellsAndStaysUp() {
        Health health = Health.ofClients(clients);
        health.setCamelContext(new DefaultCamelContext());
        assertThat(health.call(Map.of()).getDetails()).containsEntry("addresses", "as they should be");
        mails(3, "10.0.0.1", false);

        HealthCheck.Result result = health.call(Map.of());
        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getDetails().get("addresses")).asString().contains("private addresses");
    }
}
