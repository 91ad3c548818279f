package org.serai.camel;

import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.custody.MessageStore;
import org.serai.delivery.Intents;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.verdict.VerdictEvent;

/** {@code serai:quarantine}: the message is in the quarantine store when this step is done, or the step fails. */
final class QuarantineStep implements Step {

    private final Intents intents;
    private final MessageStore store;
    private final VerdictEvent event;
    private final Executor workers;

    QuarantineStep(Intents intents, MessageStore store, VerdictEvent event, Executor workers) {
        this.intents = intents;
        this.store = store;
        this.event = event;
        this.workers = workers;
    }

    @Override
    public Set<Course> courses(Course before) {
        return Set.of(before.inOtherHands());
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Mail mail = PolicyExchange.mail(exchange);
        String json = event.line(mail, Disposition.QUARANTINE, "");
        intents.record(mail)
                .thenComposeAsync(entered -> store.keep(mail.id(), mail.content(), json, mail.deadline()), workers)
                .whenCompleteAsync(
                        (place, failure) -> {
                            if (failure == null) {
                                PolicyExchange.handedOver(exchange);
                            } else {
                                exchange.setException(cause(failure));
                            }
                            callback.done(false);
                        },
                        workers);
        return false;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
