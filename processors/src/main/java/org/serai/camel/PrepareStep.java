package org.serai.camel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.serai.mail.Mail;

/** {@code serai:prepare}, first of a phase: the filters of its route start their look-ups, so that these run together. */
final class PrepareStep implements Step.Now {

    private final Map<String, List<FilterStep>> filtersByRoute = new ConcurrentHashMap<>();

    void connect(String routeId, List<FilterStep> filters) {
        filtersByRoute.put(routeId, List.copyOf(filters));
    }

    @Override
    public void take(Exchange exchange) {
        Mail mail = PolicyExchange.mail(exchange);
        for (FilterStep filter : filtersByRoute.getOrDefault(exchange.getFromRouteId(), List.of())) {
            filter.prepare(mail);
        }
    }
}
