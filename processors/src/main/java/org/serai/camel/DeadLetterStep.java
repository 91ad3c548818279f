package org.serai.camel;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.custody.MessageStore;
import org.serai.filter.report.ReportFilter;
import org.serai.history.FailedMails;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Sha256;
import org.serai.verdict.VerdictEvent;
import org.serai.verdict.VerdictEvent.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code serai:dead-letter}: what shall become of a message over which a route failed, as the disposition: DEFER, ACCEPT to have it delivered all the
 * same, or QUARANTINE, also when it is the same content for the so many-th time. Of what is not delivered the dead-letter store gets a copy, so many an
 * hour. When a route fails over what this step has decided, the message is deferred.
 */
final class DeadLetterStep implements Step {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterStep.class);

    private static final String DECIDED = "serai.dead-letter";

    /** What becomes of it. */
    enum Policy {
        DEFER,
        DELIVER,
        QUARANTINE
    }

    record Options(
            @Option(value = "defer", doc = "defer, deliver or quarantine.") Policy policy,
            @Option(
                            value = "3",
                            least = "1",
                            most = "1000",
                            doc = "So many failures over the same content, and it goes into quarantine.")
                    int attempts) {}

    private final Options options;
    private final FailedMails failures;
    private final MessageStore store;
    private final DeadLetters.HourlyLimit copies;
    private final VerdictEvent event;
    private final Executor workers;

    DeadLetterStep(Options options, DeadLetters letters, VerdictEvent event, Executor workers) {
        this.options = options;
        this.failures = letters.failures();
        this.store = letters.store();
        this.copies = letters.copies();
        this.event = event;
        this.workers = workers;
    }

    @Override
    public Set<Course> courses(Course before) {
        return before.hasMessage()
                ? before.decided(Disposition.DEFER, Disposition.ACCEPT, Disposition.QUARANTINE)
                : Set.of(before.decided(Disposition.DEFER));
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) throws IOException {
        if (!(exchange.getMessage().getBody() instanceof Mail mail)
                || mail.phase() != Phase.DATA
                || exchange.getProperty(DECIDED) != null) {
            PolicyExchange.disposition(exchange, Disposition.DEFER);
            callback.done(true);
            return true;
        }
        exchange.setProperty(DECIDED, Boolean.TRUE);
        PolicyExchange.withdrawHeld(exchange);
        if (mail.kept(Sha256.Received.class) == null) {
            mail.keep(mail.content().sha256());
        }
        failures.again(mail)
                .handleAsync(
                        (count, failure) -> {
                            if (failure != null) {
                                LOG.warn("{}: how often it failed is not known: {}", mail.id(), failure.toString());
                            }
                            return decide(exchange, mail, count == null ? 1 : count);
                        },
                        workers)
                .thenCompose(copied -> copied)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.error("{}: no copy in the dead-letter store: {}", mail.id(), failure.toString());
                            }
                            callback.done(false);
                        },
                        workers);
        return false;
    }

    /** Completes when there is the copy that shall be; what it says becomes of the message whether there is one or not. */
    private CompletionStage<?> decide(Exchange exchange, Mail mail, int count) {
        if (mail.has(ReportFilter.MESSAGE)) {
            // Nobody but us can do anything with it.
            PolicyExchange.disposition(exchange, Disposition.DEFER);
        } else if (options.policy() == Policy.QUARANTINE || count >= options.attempts()) {
            LOG.warn("{}: failure {} over this content, it goes into quarantine", mail.id(), count);
            PolicyExchange.disposition(exchange, Disposition.QUARANTINE);
            return copy(mail, Disposition.QUARANTINE, FailureStep.told(exchange));
        } else if (options.policy() == Policy.DELIVER) {
            PolicyExchange.disposition(exchange, Disposition.ACCEPT);
        } else {
            PolicyExchange.disposition(exchange, Disposition.DEFER);
            return copy(mail, Disposition.DEFER, FailureStep.told(exchange));
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> copy(Mail mail, Disposition disposition, @Nullable Failure failure) {
        if (!copies.take()) {
            LOG.warn("{}: no copy in the dead-letter store, there were enough in this hour", mail.id());
            return CompletableFuture.completedFuture(null);
        }
        return store.keep(mail.id(), mail.content(), event.failed(mail, disposition, failure), mail.deadline());
    }
}
