package org.serai.camel;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.serai.config.ConfigException;

/**
 * {@code kamelet:serai-<filter>-action} in a policy is the step that the Kamelet wraps: as quick, prepared with the others, and held to the
 * same rules. Camel's own way, a route of its own for each use, costs four times as much and would hide the step from all of that.
 */
final class KameletSteps extends DefaultComponent {

    private final SeraiComponent steps;

    KameletSteps(SeraiComponent steps) {
        this.steps = steps;
        // Where Camel's own component of this name is about, its options would be looked for in this one.
        setAutowiredEnabled(false);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String filter = Kamelets.filter(remaining);
        if (filter.isEmpty()) {
            throw new ConfigException(unknown(remaining));
        }
        return steps.createEndpoint(uri, filter, parameters);
    }

    /** What is wrong with a Kamelet that no policy knows. */
    static String unknown(String name) {
        return "there is no Kamelet " + name
                + " in a policy; those of camel-k/kamelets are, and steps to: serai:<name>";
    }
}
