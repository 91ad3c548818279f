package org.serai.camel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.tracing.Current;
import org.serai.tracing.MailTraces;
import org.serai.tracing.Part;
import org.serai.verdict.VerdictEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of the policy in force by which a message leaves quarantine; each call waits for the end of one. */
final class ReleaseRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseRoutes.class);

    /**
     * What a route has made of a mail.
     *
     * @param taken the backend has it
     */
    record Outcome(Mail mail, Disposition disposition, @Nullable Reply reply, boolean taken) {}

    private final Generations generations;
    private final Consumer<String> end;
    private final MailTraces traces;
    private volatile @Nullable CamelContext camel;

    /** @param end ends the transaction of a mail id at the backend */
    ReleaseRoutes(Generations generations, Consumer<String> end, MailTraces traces) {
        this.generations = generations;
        this.end = end;
        this.traces = traces;
    }

    /** The routes run. */
    void started(CamelContext context) {
        camel = context;
    }

    /** What the calling thread runs until it closes this is one trace. */
    Current trace(String mailId) {
        return traces.release(mailId);
    }

    /** Runs a route. */
    Outcome run(String entry, Mail mail) throws Refusal {
        Exchange exchange = exchange();
        PolicyExchange.start(exchange, mail, VerdictEvent.RELEASE);
        await(entry, exchange);
        Exception failure = exchange.getException();
        if (failure != null) {
            LOG.error("{}: route {} failed", mail.id(), entry, failure);
        }
        Disposition said = PolicyExchange.disposition(exchange);
        return new Outcome(
                PolicyExchange.mail(exchange),
                failure != null || said == null ? Disposition.DEFER : said,
                PolicyExchange.reply(exchange),
                PolicyExchange.isHandedOver(exchange));
    }

    /** Runs the route that delivers. */
    Outcome deliver(Mail mail) throws Refusal {
        try {
            return run(Generation.RELEASE_DELIVER, mail);
        } finally {
            end.accept(mail.id());
        }
    }

    /** What has become of it goes into the journal, as of any mail. */
    void audit(Outcome outcome) throws Refusal {
        Exchange exchange = exchange();
        PolicyExchange.start(exchange, outcome.mail(), Generation.AUDIT);
        PolicyExchange.disposition(exchange, outcome.disposition());
        if (outcome.reply() != null) {
            PolicyExchange.reply(exchange, outcome.reply());
        }
        await(Generation.AUDIT, exchange);
        if (exchange.getException() != null) {
            LOG.error("{}: route {} failed", outcome.mail().id(), Generation.AUDIT, exchange.getException());
        }
    }

    private Exchange exchange() throws Refusal {
        CamelContext running = camel;
        if (running == null) {
            throw new Refusal(Kind.UNAVAILABLE, "Not ready", "Serai is being started");
        }
        return new DefaultExchange(running);
    }

    private void await(String entry, Exchange exchange) throws Refusal {
        var done = new CompletableFuture<Boolean>();
        Part part = traces.releaseRoute(PolicyExchange.mail(exchange), entry);
        PolicyExchange.trace(exchange, part);
        generations.process(entry, exchange, sync -> {
            part.failed(exchange.getException()).end();
            done.complete(sync);
        });
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Kind.UNAVAILABLE, "Stopped", "Serai is being stopped", e);
        }
    }
}
