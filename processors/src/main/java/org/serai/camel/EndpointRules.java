package org.serai.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;

/** Rules about what steps name: a {@code direct:} that nothing serves would be found by the first mail only. */
final class EndpointRules {

    private static final Set<String> SCHEMES = Set.of("serai", "kamelet", "direct");

    private final PolicyModel model;
    private final CamelContext context;
    private final boolean whole;
    private final List<Problem> problems = new ArrayList<>();

    private EndpointRules(PolicyModel model, CamelContext context, boolean whole) {
        this.model = model;
        this.context = context;
        this.whole = whole;
    }

    /** @param whole no file is missing that could serve a direct: */
    static List<Problem> check(PolicyModel model, CamelContext context, boolean whole) {
        var rules = new EndpointRules(model, context, whole);
        for (RouteDefinition route : model.routes()) {
            model.below(route).forEach(node -> rules.node(node, "route " + route.getRouteId()));
        }
        model.errorRoutes().forEach(caught -> model.below(caught).forEach(node -> rules.node(node, "the error route")));
        return rules.problems;
    }

    private void node(OptionalIdentifiedDefinition<?> node, String route) {
        String said = node instanceof ProcessorDefinition<?> step ? RouteSteps.target(step) : null;
        if (node instanceof ToDefinition to && to.getUri() == null) {
            tell(node, Rule.SCHEMA, "this to names no uri: say which step, uri: serai:<name>");
        }
        if (said == null) {
            return;
        }
        String uri = model.resolved(said);
        String direct = model.direct(uri);
        if (uri.contains("{{")) {
            // Told as an unknown property.
            return;
        } else if (direct != null) {
            if (whole && model.serving(direct) == null) {
                tell(
                        node,
                        Rule.UNKNOWN_ENDPOINT,
                        "no route begins with " + uri + " (step " + node.getId() + " of " + route + ")");
            }
            return;
        }
        String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
        if (scheme.equals("kamelet") && SeraiComponent.name(uri).isEmpty()) {
            tell(node, Rule.UNKNOWN_KAMELET, KameletSteps.unknown(uri.substring(scheme.length() + 1)));
        } else if (scheme.isEmpty() || context.getComponent(scheme, true, false) == null) {
            tell(node, Rule.UNKNOWN_ENDPOINT, RouteErrors.unknown(uri));
        } else if (!SCHEMES.contains(scheme)) {
            tell(node, Rule.FORBIDDEN, scheme + ": has no place in a policy; steps begin with serai: or direct:");
        } else if (node instanceof ToDefinition) {
            step(node, uri);
        }
    }

    /** Camel makes those of some steps with the first message only. */
    private void step(OptionalIdentifiedDefinition<?> node, String uri) {
        try {
            context.getEndpoint(uri);
        } catch (ResolveEndpointFailedException e) {
            ConfigException told = told(e);
            boolean known = context.getComponent("serai", SeraiComponent.class).knows(uri);
            tell(
                    node,
                    known ? Rule.UNKNOWN_OPTION : Rule.UNKNOWN_STEP,
                    told == null ? RouteErrors.oneLine(e) : String.valueOf(told.getMessage()));
        }
    }

    private static @Nullable ConfigException told(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ConfigException told) {
                return told;
            }
        }
        return null;
    }

    private void tell(OptionalIdentifiedDefinition<?> node, Rule rule, String text) {
        problems.add(model.at(node, rule, text));
    }
}
