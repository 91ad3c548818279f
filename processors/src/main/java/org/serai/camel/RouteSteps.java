package org.serai.camel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Phase;

/** The {@code serai:} steps of routes that run, in branches too, and those among them that have to know others. */
final class RouteSteps {

    private RouteSteps() {}

    /** {@code serai:prepare} gets the filters of its route, {@code serai:relayed} those of the early phases' routes. */
    static void connect(ModelCamelContext context) {
        var filters = new HashMap<String, List<FilterStep>>();
        var relayed = new LinkedHashSet<RelayedStep>();
        for (RouteDefinition route : context.getRouteDefinitions()) {
            List<Step> steps = of(context, route);
            List<FilterStep> own = only(FilterStep.class, steps);
            filters.put(route.getEndpointUrl().replace("://", ":"), own);
            only(PrepareStep.class, steps).forEach(prepare -> prepare.connect(route.getRouteId(), own));
            relayed.addAll(only(RelayedStep.class, steps));
        }
        for (Phase phase : Phase.values()) {
            relayed.forEach(step -> step.connect(phase, filters.getOrDefault("direct:" + phase.id(), List.of())));
        }
    }

    private static <T> List<T> only(Class<T> type, List<Step> steps) {
        return steps.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static List<Step> of(CamelContext context, RouteDefinition route) {
        var steps = new ArrayList<Step>();
        for (ToDefinition to : endpoints(route)) {
            Step step = step(context, to);
            if (step != null && runs(context, to)) {
                steps.add(step);
            }
        }
        return steps;
    }

    /** Neither the step nor a branch that holds it is disabled. */
    private static boolean runs(CamelContext context, ProcessorDefinition<?> step) {
        for (ProcessorDefinition<?> at = step; at != null; at = at.getParent()) {
            String said = at.getDisabled();
            if (said != null && Boolean.parseBoolean(context.resolvePropertyPlaceholders(said))) {
                return false;
            }
        }
        return true;
    }

    /** Wherever the route goes. */
    static List<ToDefinition> endpoints(RouteDefinition route) {
        return List.copyOf(ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class));
    }

    /** All steps, in branches too. */
    static List<ProcessorDefinition<?>> all(RouteDefinition route) {
        var all = new ArrayList<ProcessorDefinition<?>>();
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)
                .forEach(all::add);
        return all;
    }

    /** The endpoint that a step of any kind names; null where it names none, or one that is known with the message only. */
    static @Nullable String target(ProcessorDefinition<?> step) {
        String uri = null;
        if (step instanceof ToDefinition to) {
            uri = to.getUri();
        } else if (step instanceof ToDynamicDefinition to) {
            uri = to.getUri();
        } else if (step instanceof PollDefinition poll) {
            uri = poll.getUri();
        } else if (step instanceof EnrichDefinition || step instanceof PollEnrichDefinition) {
            uri = ((ExpressionNode) step).getExpression().getExpression();
        }
        return uri == null || uri.contains("${") ? null : uri;
    }

    static @Nullable Step step(CamelContext context, ProcessorDefinition<?> output) {
        return output instanceof ToDefinition to
                        && context.getEndpoint(to.getUri()) instanceof SeraiComponent.StepEndpoint endpoint
                ? endpoint.step()
                : null;
    }
}
