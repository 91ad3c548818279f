package org.serai.camel;

import org.apache.camel.Exchange;
import org.serai.custody.MessageStore;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.verdict.VerdictEvent;

/** {@code serai:mailbox}: the built-in backend takes every recipient and keeps each message as a file. */
final class MailboxStep implements Step.Now {

    private static final Reply OK = Reply.of(250, "2.1.5", "Ok");

    private final MessageStore store;
    private final VerdictEvent event;

    MailboxStep(MessageStore store, VerdictEvent event) {
        this.store = store;
        this.event = event;
    }

    @Override
    public void take(Exchange exchange) throws Exception {
        Mail mail = PolicyExchange.mail(exchange);
        PolicyExchange.disposition(exchange, Disposition.ACCEPT);
        if (mail.phase() == Phase.DATA) {
            store.put(mail.id(), mail.content(), event.line(mail, Disposition.ACCEPT, ""));
            PolicyExchange.reply(exchange, Reply.of(250, "2.0.0", "Ok: in the mailbox as " + mail.id() + ".eml"));
        } else {
            PolicyExchange.reply(exchange, OK);
        }
    }
}
