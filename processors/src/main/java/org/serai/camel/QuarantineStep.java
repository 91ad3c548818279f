package org.serai.camel;

import org.apache.camel.Exchange;
import org.serai.custody.MessageStore;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.verdict.VerdictEvent;

/** {@code serai:quarantine}: the message is in the quarantine store when this step returns, or the step fails. */
final class QuarantineStep implements Step.Now {

    private final MessageStore store;
    private final VerdictEvent event;

    QuarantineStep(MessageStore store, VerdictEvent event) {
        this.store = store;
        this.event = event;
    }

    @Override
    public void take(Exchange exchange) throws Exception {
        Mail mail = PolicyExchange.mail(exchange);
        store.put(mail.id(), mail.content(), event.line(mail, Disposition.QUARANTINE, ""));
        PolicyExchange.handedOver(exchange);
    }
}
