package org.serai.camel;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.filter.FilterRunner;
import org.serai.mail.Mail;

/** {@code serai:<filter>}: runs one filter and adds its findings to the mail. */
final class FilterStep implements Step {

    private final FilterRunner runner;
    private final Executor workers;
    private final BooleanSupplier selected;

    FilterStep(FilterRunner runner, Executor workers, BooleanSupplier selected) {
        this.runner = runner;
        this.workers = workers;
        this.selected = selected;
    }

    boolean runs(String filter) {
        return runner.name().equals(filter);
    }

    void prepare(Mail mail) {
        if (selected.getAsBoolean()) {
            runner.prepare(mail);
        }
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        if (!selected.getAsBoolean()) {
            callback.done(true);
            return true;
        }
        Mail next = runner.check(PolicyExchange.mail(exchange), late -> {
            PolicyExchange.mail(exchange, late);
            workers.execute(() -> callback.done(false));
        });
        if (next == null) {
            return false;
        }
        PolicyExchange.mail(exchange, next);
        callback.done(true);
        return true;
    }
}
