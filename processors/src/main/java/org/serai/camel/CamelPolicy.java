package org.serai.camel;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.component.netty.NettyConsumer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Policy;
import org.serai.tracing.MailTraces;
import org.serai.tracing.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the routes: one exchange of the listener's route for each phase, run by the worker pool. */
final class CamelPolicy implements Policy {

    private static final Logger LOG = LoggerFactory.getLogger(CamelPolicy.class);

    private final NettyConsumer consumer;
    private final WorkerPool workers;
    private final Consumer<Mail> gone;
    private final boolean audited;
    private final MailTraces traces;
    private final String listener;

    /** By mail id: of a session or transaction one phase at a time is asked about. */
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();

    /** A phase that is being decided. */
    private static final class Asked {
        final Part part;
        /** The exchange of the routes, once there is one. */
        volatile @Nullable Exchange exchange;
        /** What was decided, when nothing but its verdict event is missing. */
        volatile @Nullable Decision decided;

        volatile boolean overdue;

        Asked(Part part) {
            this.part = part;
        }

        /** What comes later says nothing more in its trace. */
        Decision end(Decision decision) {
            part.decided(decision.mail(), decision.disposition(), decision.reply())
                    .end();
            return decision;
        }
    }

    /**
     * A policy.
     *
     * @param gone told when the transaction of a mail is over or its client has left
     * @param audited the end of a transaction goes to the route {@code audit}
     * @param listener the name of the door
     */
    CamelPolicy(
            NettyConsumer consumer,
            WorkerPool workers,
            Consumer<Mail> gone,
            boolean audited,
            MailTraces traces,
            String listener) {
        this.consumer = consumer;
        this.workers = workers;
        this.gone = gone;
        this.audited = audited;
        this.traces = traces;
        this.listener = listener;
    }

    @Override
    public void decide(Mail mail, Consumer<Decision> done) {
        Part part = traces.phase(mail, listener);
        var phase = new Asked(part);
        asked.put(mail.id(), phase);
        boolean taken = workers.offer(() -> run(mail, phase, done));
        if (!taken) {
            asked.remove(mail.id(), phase);
            LOG.warn("{}: all workers are busy and the queue is full; the client is told to try again", mail.id());
            Reply busy =
                    Reply.of(451, "4.3.2", "Too busy, please try again later").about(mail.id());
            done.accept(phase.end(new Decision(mail, Disposition.DEFER, busy)));
        }
    }

    @Override
    public void ended(Decision last, boolean said, Ending ending) {
        gone.accept(last.mail());
        boolean heard = !audited || ending == Ending.DECIDED && takenOver(last);
        Part part = heard ? Part.NONE : traces.route(last.mail(), Generation.AUDIT);
        Part whole = traces.ended(last.mail()).decided(last.mail(), last.disposition(), last.reply());
        if (heard) {
            whole.end();
            return;
        }
        if (last.mail().phase() == Phase.DATA) {
            // A message that was decided about has its event, however many wait: it had to come through the queue
            // before.
            workers.continuations().execute(() -> audit(last, ending, part, whole::end));
        } else if (!workers.offer(() -> audit(last, ending, part, whole::end))) {
            whole.end();
            LOG.error(
                    "Not in the audit trail, all workers are busy: {} {}",
                    ending,
                    LogLine.of(last.mail(), last.disposition(), last.reply()));
        }
    }

    @Override
    public Decision overdue(Mail mail) {
        Asked late = asked.get(mail.id());
        if (late == null) {
            // Decided just now; whoever has taken it, the client comes again and is known.
            return failed(mail);
        }
        late.overdue = true;
        Decision decided = late.decided;
        if (decided != null) {
            LOG.error("{}: route {} has not entered the verdict event in time", mail.id(), Generation.AUDIT);
            return decided;
        }
        gone.accept(mail);
        Exchange exchange = late.exchange;
        String where = exchange == null ? "no worker has begun with it" : PolicyExchange.where(exchange);
        Exchange inner = exchange == null ? null : PolicyExchange.inner(exchange);
        if (inner != null && PolicyExchange.mayBeTold(inner)) {
            LOG.error(
                    "{}: phase {} has not ended in time, {}; it was decided before",
                    mail.id(),
                    mail.phase().id(),
                    where);
            return late.end(settled(mail, inner));
        }
        LOG.error(
                "{}: phase {} has not ended in a reply in time, {}; the client is told to try again",
                mail.id(),
                mail.phase().id(),
                where);
        return late.end(failed(mail));
    }

    @Override
    public void abandoned(Mail mail) {
        gone.accept(mail);
    }

    @Override
    public void left(Mail arrived) {
        traces.left(arrived);
    }

    /** Its event was entered before the client was told so. */
    private static boolean takenOver(Decision last) {
        return last.mail().phase() == Phase.DATA && last.reply().positive();
    }

    private void audit(Decision last, Ending ending, Part part, Runnable then) {
        Exchange exchange = consumer.createExchange(false);
        PolicyExchange.start(exchange, last.mail(), Generation.AUDIT);
        PolicyExchange.trace(exchange, part);
        switch (ending) {
            case DECIDED, REPEATED -> {
                PolicyExchange.disposition(exchange, last.disposition());
                PolicyExchange.reply(exchange, last.reply());
            }
            case ABANDONED -> PolicyExchange.abandoned(exchange);
        }
        consumer.getAsyncProcessor().process(exchange, sync -> {
            if (exchange.getException() != null) {
                LOG.error("{}: route {} failed", last.mail().id(), Generation.AUDIT, exchange.getException());
            }
            part.failed(exchange.getException()).end();
            consumer.releaseExchange(exchange, false);
            then.run();
        });
    }

    private void run(Mail mail, Asked phase, Consumer<Decision> done) {
        if (phase.overdue) {
            over(mail, phase, failed(mail), done);
            return;
        }
        phase.part.taken();
        Exchange exchange = consumer.createExchange(false);
        PolicyExchange.start(exchange, mail, mail.phase().id());
        PolicyExchange.trace(exchange, phase.part);
        phase.exchange = exchange;
        consumer.getAsyncProcessor().process(exchange, sync -> {
            Decision decision = decided(mail, mail.phase().id(), exchange);
            phase.part.failed(exchange.getException());
            phase.end(decision);
            consumer.releaseExchange(exchange, false);
            if (audited && takenOver(decision)) {
                phase.decided = decision;
                Part trail = traces.route(decision.mail(), Generation.AUDIT);
                audit(decision, Ending.DECIDED, trail, () -> over(mail, phase, decision, done));
            } else {
                over(mail, phase, decision, done);
            }
        });
    }

    private void over(Mail mail, Asked phase, Decision decision, Consumer<Decision> done) {
        asked.remove(mail.id(), phase);
        if (phase.overdue) {
            // It may have asked the backend again since it was told to leave it.
            gone.accept(mail);
            LOG.warn("{}: phase {} has ended late: {}", mail.id(), mail.phase().id(), decision.reply());
        }
        done.accept(decision);
    }

    /** Never throws: nobody else would answer the client. */
    private static Decision decided(Mail asked, String phase, Exchange exchange) {
        try {
            return decision(asked, phase, exchange);
        } catch (RuntimeException e) {
            LOG.error("{}: route {} left something that is no decision", asked.id(), phase, e);
            return PolicyExchange.isHandedOver(exchange) ? settled(asked, exchange) : failed(asked);
        }
    }

    private static Decision settled(Mail asked, Exchange exchange) {
        return new Decision(asked, Disposition.ACCEPT, requireNonNull(PolicyExchange.reply(exchange)));
    }

    private static Decision decision(Mail asked, String phase, Exchange exchange) {
        Exception failure = exchange.getException();
        Reply reply = PolicyExchange.reply(exchange);
        Disposition disposition = PolicyExchange.disposition(exchange);
        if (failure != null && PolicyExchange.isHandedOver(exchange)) {
            LOG.error("{}: route {} failed behind the delivery, and the reply stands", asked.id(), phase, failure);
            failure = null;
        }
        if (failure == null && reply != null && disposition != null) {
            return new Decision(PolicyExchange.mail(exchange), disposition, reply);
        }
        if (failure == null) {
            LOG.error(
                    "{}: route {} ended without a reply (after step {}): each phase must end with to: direct:verdict",
                    asked.id(),
                    phase,
                    exchange.getExchangeExtension().getHistoryNodeId());
        } else {
            LOG.error("{}: route {} failed", asked.id(), phase, failure);
        }
        return failed(asked);
    }

    private static Decision failed(Mail asked) {
        return new Decision(
                asked,
                Disposition.DEFER,
                Reply.of(451, "4.3.0", "Internal error, please try again later").about(asked.id()));
    }
}
