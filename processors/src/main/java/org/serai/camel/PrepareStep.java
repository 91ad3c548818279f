package org.serai.camel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.mail.Mail;

/** {@code serai:prepare}, first of a phase: the filters of its route start their look-ups, so that these run together. */
final class PrepareStep implements Step {

    private final Executor continuations;
    private final Map<String, List<FilterStep>> filtersByRoute = new ConcurrentHashMap<>();

    PrepareStep(Executor continuations) {
        this.continuations = continuations;
    }

    void connect(String routeId, List<FilterStep> filters) {
        filtersByRoute.put(routeId, List.copyOf(filters));
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Mail mail = PolicyExchange.mail(exchange);
        for (FilterStep filter : filtersByRoute.getOrDefault(exchange.getFromRouteId(), List.of())) {
            // Those behind it would be late as well, and their checks say so.
            if (!filter.prepare(mail, () -> continuations.execute(() -> callback.done(false)))) {
                return false;
            }
        }
        callback.done(true);
        return true;
    }
}
