package org.serai.camel;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.filter.Failures;
import org.serai.history.Effects;
import org.serai.mail.Mail;

/**
 * {@code serai:effects}: what a verdict changes besides its reply. It fails no exchange: the message may have been handed over
 * already.
 */
final class EffectsStep implements Step {

    private final Effects effects;
    private final Executor continuations;
    private final Failures failures;

    EffectsStep(Effects effects, Executor continuations, Clock clock) {
        this.effects = effects;
        this.continuations = continuations;
        this.failures = new Failures("step effects", clock);
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Mail mail = PolicyExchange.mail(exchange);
        CompletableFuture<Void> written =
                effects.apply(mail, PolicyExchange.requireDisposition(exchange)).toCompletableFuture();
        if (written.isDone()) {
            written.whenComplete((done, failure) -> tell(mail, failure));
            callback.done(true);
            return true;
        }
        written.whenCompleteAsync(
                (done, failure) -> {
                    tell(mail, failure);
                    callback.done(false);
                },
                continuations);
        return false;
    }

    private void tell(Mail mail, Throwable failure) {
        if (failure == null) {
            failures.answered();
        } else {
            failures.threw(mail.id(), failure.getCause() == null ? failure : failure.getCause());
        }
    }
}
