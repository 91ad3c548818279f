package org.serai.camel;

import java.time.Clock;
import org.serai.filter.Failures;
import org.serai.filter.ReservedAddress;
import org.serai.history.PenaltyBox;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.smtp.Conduct;

/** Puts what clients do at the door into the penalty box, but for our own users and relays. */
final class PenalizedConduct implements Conduct {

    private final PenaltyBox box;
    private final TrustedRelays relays;
    private final Failures failures;

    PenalizedConduct(PenaltyBox box, TrustedRelays relays, Clock clock) {
        this.box = box;
        this.relays = relays;
        this.failures = new Failures("penalty", clock);
    }

    @Override
    public void noticed(Mail mail, Finding finding) {
        Client client = mail.envelope().client();
        if (client.trusted()
                || Network.anyContains(relays.networks(), client.address())
                || !box.options().privateClients() && ReservedAddress.is(client.address())) {
            return;
        }
        box.add(client.address(), finding.score()).whenComplete((done, failure) -> {
            if (failure == null) {
                failures.answered();
            } else {
                failures.threw(client.ip(), failure.getCause() == null ? failure : failure.getCause());
            }
        });
    }
}
