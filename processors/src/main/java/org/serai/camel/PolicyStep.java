package org.serai.camel;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** {@code serai:policy}, for listeners: the phase's route, {@code direct:<phase>}, of the policy in force. */
final class PolicyStep implements Step {

    private final Generations generations;

    PolicyStep(Generations generations) {
        this.generations = generations;
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        String phase = exchange.getVariable(PolicyExchange.PHASE, String.class);
        return generations.process(phase, exchange, callback);
    }
}
