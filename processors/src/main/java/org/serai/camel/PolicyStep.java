package org.serai.camel;

import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.config.Option;

/**
 * {@code serai:policy}, for listeners: the phase's route, {@code direct:<phase>}, of the policy in force, or the one for all phases of
 * our own users' mail.
 */
final class PolicyStep implements Step {

    record Options(
            @Option(value = "", doc = "The route that decides all phases; empty: one for each.") String route,
            @Option(value = "", doc = "The same for mail of our own users; empty: as for all others.")
                    String ownUsers) {

        Options {
            for (String name : List.of(route, ownUsers)) {
                if (!name.isEmpty() && !name.equals(Generation.OUTBOUND)) {
                    throw new IllegalArgumentException("the route for all phases is " + Generation.OUTBOUND);
                }
            }
        }
    }

    private final Generations generations;
    private final String route;
    private final String ownUsers;

    PolicyStep(Generations generations, Options options) {
        this.generations = generations;
        this.route = options.route();
        this.ownUsers = options.ownUsers().isEmpty() ? options.route() : options.ownUsers();
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        String phase = exchange.getVariable(PolicyExchange.PHASE, String.class);
        String all = PolicyExchange.mail(exchange).envelope().client().trusted() ? ownUsers : route;
        return generations.process(all.isEmpty() || phase.equals(Generation.AUDIT) ? phase : all, exchange, callback);
    }
}
