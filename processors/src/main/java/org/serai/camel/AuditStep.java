package org.serai.camel;

import org.apache.camel.Exchange;
import org.serai.custody.EventLog;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.verdict.VerdictEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code serai:audit}: one verdict event into the audit trail, one line into the log. */
final class AuditStep implements Step.Now {

    private static final Logger LOG = LoggerFactory.getLogger("serai.verdict");

    private final EventLog trail;
    private final VerdictEvent event;

    AuditStep(EventLog trail, VerdictEvent event) {
        this.trail = trail;
        this.event = event;
    }

    @Override
    public void take(Exchange exchange) throws Exception {
        Mail mail = PolicyExchange.mail(exchange);
        if (PolicyExchange.isAbandoned(exchange)) {
            trail.append(event.abandoned(mail));
            LOG.info(LogLine.abandoned(mail));
            return;
        }
        Reply reply = PolicyExchange.reply(exchange);
        var disposition = PolicyExchange.disposition(exchange);
        trail.append(event.line(mail, disposition, reply == null ? "" : reply.toString()));
        if (LOG.isInfoEnabled()) {
            LOG.info(LogLine.of(mail, disposition, reply));
        }
    }
}
