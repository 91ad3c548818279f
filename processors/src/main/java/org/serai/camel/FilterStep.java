package org.serai.camel;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.serai.filter.FilterRunner;
import org.serai.mail.Mail;

/** {@code serai:<filter>}: runs one filter and adds its findings to the mail. */
final class FilterStep implements Step {

    private final FilterRunner runner;
    private final Executor workers;
    private final BooleanSupplier selected;
    private final TrustedRelays relays;
    private final Predicate<Mail> off;

    /** @param off nobody whom the mail concerns wants this filter to run */
    FilterStep(
            FilterRunner runner,
            Executor workers,
            BooleanSupplier selected,
            TrustedRelays relays,
            Predicate<Mail> off) {
        this.off = off;
        this.runner = runner;
        this.workers = workers;
        this.selected = selected;
        this.relays = relays;
    }

    boolean runs(String filter) {
        return runner.name().equals(filter);
    }

    /** As {@link FilterRunner#prepare}. */
    boolean prepare(Mail mail, Runnable late) {
        return !concerned(mail) || runner.prepare(mail, late);
    }

    /** As {@link FilterRunner#check}. */
    @Nullable
    Mail check(Mail mail, Consumer<Mail> late) {
        return concerned(mail) ? runner.check(mail, late) : mail;
    }

    @Override
    public Set<Course> courses(Course before) {
        return Set.of(before.lookedAt());
    }

    private boolean concerned(Mail mail) {
        return selected.getAsBoolean() && !relays.defer(mail) && !off.test(mail);
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Mail next = check(PolicyExchange.mail(exchange), late -> {
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
