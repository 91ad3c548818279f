package org.serai.camel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.NamedNode;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/** Rules about ids. Those of routes and steps are of one kind, and Camel lets a route silently replace one of the same id. */
final class IdRules {

    private final PolicyModel model;
    private final Map<String, NamedNode> ids = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private IdRules(PolicyModel model) {
        this.model = model;
    }

    static List<Problem> check(PolicyModel model) {
        return check(model, Set.of());
    }

    /** @param alternatives names of files, of which the properties choose one */
    static List<Problem> check(PolicyModel model, Set<String> alternatives) {
        var rules = new IdRules(model);
        var begins = new HashMap<String, RouteDefinition>();
        for (RouteDefinition route : model.routes()) {
            rules.unique(route);
            rules.named(route, null);
            model.below(route).forEach(rules::unique);
            String prefix = route.hasCustomIdAssigned() ? route.getRouteId() + "-" : null;
            model.below(route).forEach(node -> rules.named(node, prefix));
            String name = model.direct(route.getEndpointUrl());
            RouteDefinition before = name == null ? null : begins.putIfAbsent(name, route);
            if (before != null && !(among(alternatives, route) && among(alternatives, before))) {
                rules.twice(route, before, "another route begins with direct:" + name + " too");
            }
        }
        model.configurations()
                .forEach(configuration -> configuration.getOnExceptions().forEach(rules::errorRoute));
        return rules.problems;
    }

    private static boolean among(Set<String> files, RouteDefinition route) {
        String location = String.valueOf(route.getLocation());
        return files.contains(location.substring(location.lastIndexOf('/') + 1));
    }

    /** The configuration of all routes has no id that theirs could begin with. */
    private void errorRoute(OnExceptionDefinition caught) {
        unique(caught);
        named(caught, null);
        for (OptionalIdentifiedDefinition<?> node : model.below(caught)) {
            unique(node);
            named(node, null);
        }
    }

    private void unique(OptionalIdentifiedDefinition<?> node) {
        NamedNode before = node.hasCustomIdAssigned() ? ids.putIfAbsent(node.getId(), node) : null;
        if (before != null && before != node) {
            String what = node instanceof RouteDefinition && before instanceof RouteDefinition
                    ? "another route"
                    : "another step or route";
            twice(node, before, what + " has the id " + node.getId());
        }
    }

    private void twice(NamedNode node, NamedNode before, String text) {
        problems.add(model.at(node, Rule.DUPLICATE_ID, text + ": " + model.place(before)));
    }

    private void named(OptionalIdentifiedDefinition<?> node, @Nullable String prefix) {
        if (!node.hasCustomIdAssigned()) {
            problems.add(model.at(
                    node,
                    Rule.STEP_ID,
                    "this " + node.getShortName() + " has no id"
                            + (prefix == null ? "" : ": give it one, " + prefix + "…")));
        } else if (prefix != null && !node.getId().startsWith(prefix)) {
            problems.add(model.at(node, Rule.STEP_ID, "the id " + node.getId() + " does not begin with " + prefix));
        }
    }
}
