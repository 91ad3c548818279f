package org.serai.camel;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.config.Option;

/** {@code serai:policy}, for listeners: the phase's route, {@code direct:<phase>}, of the policy in force, or one for all phases. */
final class PolicyStep implements Step {

    record Options(@Option(value = "", doc = "The route that decides all phases; empty: one for each.") String route) {}

    private final Generations generations;
    private final String route;

    PolicyStep(Generations generations, Options options) {
        this.generations = generations;
        this.route = options.route();
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        String phase = exchange.getVariable(PolicyExchange.PHASE, String.class);
        boolean own = route.isEmpty() || phase.equals(Generation.AUDIT);
        return generations.process(own ? phase : route, exchange, callback);
    }
}
