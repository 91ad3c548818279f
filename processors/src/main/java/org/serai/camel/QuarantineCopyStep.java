package org.serai.camel;

import java.util.List;
import org.apache.camel.Exchange;
import org.serai.custody.MessageStore;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.verdict.VerdictEvent;

/**
 * {@code serai:quarantine-copy}: a copy for the recipients whom the message does not reach is written whole when this step returns,
 * or the step fails. It counts once the client is told 250; told anything else, or nothing, it is gone.
 */
final class QuarantineCopyStep implements Step.Now {

    private final MessageStore store;
    private final VerdictEvent event;

    QuarantineCopyStep(MessageStore store, VerdictEvent event) {
        this.store = store;
        this.event = event;
    }

    @Override
    public void take(Exchange exchange) throws Exception {
        Mail mail = PolicyExchange.mail(exchange);
        List<Path> withheld = mail.verdict().withheld();
        if (withheld.isEmpty()) {
            throw new IllegalStateException("the message reaches all of its recipients, or none");
        }
        Mail copy = mail.at(mail.phase(), mail.envelope().only(withheld), mail.deadline());
        String json = event.line(copy, Disposition.QUARANTINE, "");
        PolicyExchange.held(exchange, store.hold(mail.id(), mail.content(), json));
    }
}
