package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.custody.MessageStore;
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
 * same, or QUARANTINE, also when it is the same content for the so many-th time. Of what is deferred the dead-letter store gets a copy, so many an
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
    private final HourlyLimit copies;
    private final VerdictEvent event;
    private final Executor workers;

    /** @param copies of messages, all steps together */
    DeadLetterStep(
            Options options,
            FailedMails failures,
            MessageStore store,
            HourlyLimit copies,
            VerdictEvent event,
            Executor workers) {
        this.options = options;
        this.failures = failures;
        this.store = store;
        this.copies = copies;
        this.event = event;
        this.workers = workers;
    }

    /** So many an hour, from the first on. */
    static final class HourlyLimit {

        private static final long HOUR = 3_600_000;

        private final int most;
        private final Clock clock;
        private long begun;
        private int count;

        HourlyLimit(int most, Clock clock) {
            this.most = most;
            this.clock = clock;
        }

        synchronized boolean take() {
            long now = clock.millis();
            if (now - begun >= HOUR || now < begun) {
                begun = now;
                count = 0;
            }
            return count++ < most;
        }
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
        Sha256.Received kept = mail.kept(Sha256.Received.class);
        Sha256.Received content = kept == null ? mail.content().sha256() : kept;
        failures.again(content.hex())
                .whenCompleteAsync(
                        (count, failure) -> {
                            if (failure != null) {
                                LOG.warn("{}: how often it failed is not known: {}", mail.id(), failure.toString());
                            }
                            decide(exchange, mail, count == null ? 1 : count);
                            callback.done(false);
                        },
                        workers);
        return false;
    }

    private void decide(Exchange exchange, Mail mail, int count) {
        if (options.policy() == Policy.QUARANTINE || count >= options.attempts()) {
            LOG.warn("{}: failure {} over this content, it goes into quarantine", mail.id(), count);
            PolicyExchange.disposition(exchange, Disposition.QUARANTINE);
        } else if (options.policy() == Policy.DELIVER) {
            PolicyExchange.disposition(exchange, Disposition.ACCEPT);
        } else {
            PolicyExchange.disposition(exchange, Disposition.DEFER);
            copy(mail, FailureStep.told(exchange));
        }
    }

    private void copy(Mail mail, @Nullable Failure failure) {
        if (!copies.take()) {
            LOG.warn("{}: no copy in the dead-letter store, there were enough in this hour", mail.id());
            return;
        }
        try {
            store.put(mail.id(), mail.content(), event.failed(mail, failure));
        } catch (IOException | RuntimeException e) {
            LOG.error("{}: no copy in the dead-letter store: {}", mail.id(), e.toString());
        }
    }
}
