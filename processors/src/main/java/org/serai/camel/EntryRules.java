package org.serai.camel;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ToDefinition;
import org.serai.filter.Filters;
import org.serai.mail.Phase;

/** Rules about what every policy must have. */
final class EntryRules {

    /** Camel takes a routeConfiguration of this id for one of all routes, as one that has none, to which Kaoto gives another. */
    private static final String EVERY_ROUTE = "*";

    private final PolicyModel model;
    private final List<Problem> problems = new ArrayList<>();

    private EntryRules(PolicyModel model) {
        this.model = model;
    }

    static List<Problem> check(PolicyModel model) {
        var rules = new EntryRules(model);
        Generation.entryNames().forEach(rules::served);
        rules.errorRoute();
        List.of(Phase.RCPT_TO.id(), Generation.OUTBOUND).forEach(rules::guarded);
        return rules.problems;
    }

    private void served(String name) {
        if (model.serving(name) == null) {
            RouteDefinition elsewhere = model.routes().stream()
                    .filter(route -> name.equals(route.getRouteId()))
                    .findFirst()
                    .orElse(null);
            problems.add(model.at(
                    elsewhere,
                    Rule.MISSING_ROUTE,
                    "no route begins with direct:" + name + ": " + name + RouteSources.SUFFIX
                            + " is missing or begins elsewhere"));
        }
    }

    /** Without it, a failure would be told by Camel's log and not by a 451 of the policy. */
    private void errorRoute() {
        boolean found = model.configurations().stream()
                .filter(configuration ->
                        configuration.getId() == null || configuration.getId().equals(EVERY_ROUTE))
                .flatMap(configuration -> configuration.getOnExceptions().stream())
                .anyMatch(caught -> caught.getExceptions().contains(Throwable.class.getName()));
        if (!found) {
            problems.add(
                    model.at(
                            model.errorRoutes().stream().findFirst().orElse(null),
                            Rule.MISSING_ERROR_ROUTE,
                            "no routeConfiguration of all routes has an onException for java.lang.Throwable: errors"
                                    + RouteSources.SUFFIX
                                    + " is missing, or its routeConfiguration has an id other than \"*\" and so is not for all routes"));
        }
    }

    /**
     * Without its guard the firewall would be an open relay, by whichever door. A guard in a branch guards only that branch, and
     * one behind a branch or a decision may never be reached.
     */
    private void guarded(String entry) {
        RouteDefinition route = model.serving(entry);
        if (route == null) {
            return;
        }
        List<ProcessorDefinition<?>> always = model.steps(route.getOutputs()).stream()
                .takeWhile(output -> !mayEnd(output))
                .toList();
        for (Filters.Entry<?> guard : Filters.all()) {
            if (guard.guard() && always.stream().noneMatch(each -> runs(each, guard.name()))) {
                problems.add(
                        model.at(
                                route,
                                Rule.UNGUARDED,
                                "route " + route.getRouteId() + " must have the step serai:" + guard.name()
                                        + ", in no branch and before any branch, stop or direct: without it anybody could relay"));
            }
        }
    }

    /** By its name: whether its options can be read is another rule's question. */
    private boolean runs(ProcessorDefinition<?> node, String filter) {
        return node instanceof ToDefinition to
                && SeraiComponent.name(model.resolved(to.getUri())).equals(filter);
    }

    private boolean mayEnd(ProcessorDefinition<?> output) {
        return output instanceof StopDefinition
                || !output.getOutputs().isEmpty()
                || (output instanceof ToDefinition to && model.direct(to.getUri()) != null);
    }
}
