package org.serai.camel;

import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.custody.EventLog;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.verdict.VerdictEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code serai:audit}: one verdict event into the journal, one line into the log. */
final class AuditStep implements Step {

    private static final Logger LOG = LoggerFactory.getLogger("serai.verdict");

    private final EventLog journal;
    private final VerdictEvent event;
    private final Executor workers;

    AuditStep(EventLog journal, VerdictEvent event, Executor workers) {
        this.journal = journal;
        this.event = event;
        this.workers = workers;
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Mail mail = PolicyExchange.mail(exchange);
        String line;
        if (PolicyExchange.isAbandoned(exchange)) {
            line = event.abandoned(mail);
            LOG.info(LogLine.abandoned(mail));
        } else {
            Reply reply = PolicyExchange.reply(exchange);
            var disposition = PolicyExchange.disposition(exchange);
            line = event.line(mail, disposition, reply == null ? "" : reply.toString());
            if (LOG.isInfoEnabled()) {
                LOG.info(LogLine.of(mail, disposition, reply));
            }
        }
        var entered = journal.event(mail.id(), line).toCompletableFuture();
        if (entered.isDone()) {
            callback.done(true);
            return true;
        }
        entered.whenCompleteAsync(
                (nothing, failure) -> {
                    exchange.setException(failure);
                    callback.done(false);
                },
                workers);
        return false;
    }
}
