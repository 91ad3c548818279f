package org.serai.camel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.DisabledAwareDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.OutputNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.TryDefinition;
import org.jspecify.annotations.Nullable;

/** The routes of a policy as they are written, before one of them runs: what rules look at. */
final class PolicyModel {

    private static final String DIRECT = "direct:";

    private final CamelContext context;
    private final Path directory;
    private final List<RouteDefinition> routes;
    private final List<RouteConfigurationDefinition> configurations;
    private final Map<Path, RouteText> texts;
    private final Map<String, RouteDefinition> serving = new LinkedHashMap<>();

    /**
     * A model.
     *
     * @param directory the place of what has no file
     * @param texts the files that they come from
     * @param routes all of them, those of one id too, of which Camel keeps the last
     */
    PolicyModel(
            CamelContext context,
            Path directory,
            Collection<RouteText> texts,
            Collection<RouteDefinition> routes,
            Collection<RouteConfigurationDefinition> configurations) {
        this.context = context;
        this.directory = directory;
        this.texts = texts.stream().collect(Collectors.toMap(RouteText::file, text -> text));
        this.routes = List.copyOf(routes);
        this.configurations = List.copyOf(configurations);
        for (RouteDefinition route : routes) {
            String name = direct(route.getEndpointUrl());
            if (name != null) {
                serving.putIfAbsent(name, route);
            }
        }
    }

    List<RouteDefinition> routes() {
        return routes;
    }

    List<RouteConfigurationDefinition> configurations() {
        return configurations;
    }

    /** The route that begins with {@code direct:<name>}. */
    @Nullable
    RouteDefinition serving(String name) {
        return serving.get(name);
    }

    /** What runs where a route has failed: of all routes, and of single ones. */
    List<OnExceptionDefinition> errorRoutes() {
        var out = new ArrayList<OnExceptionDefinition>();
        configurations.forEach(configuration -> out.addAll(configuration.getOnExceptions()));
        for (RouteDefinition route : routes) {
            for (ProcessorDefinition<?> output : route.getOutputs()) {
                if (output instanceof OnExceptionDefinition caught && !out.contains(caught)) {
                    out.add(caught);
                }
            }
        }
        return out;
    }

    /** The steps of a route or branch in their order, without those that are disabled and those that stand beside. */
    List<ProcessorDefinition<?>> steps(Collection<ProcessorDefinition<?>> outputs) {
        return outputs.stream()
                .filter(output -> !output.isAbstract() && !disabled(output))
                .toList();
    }

    /** All that stands below, in branches too, each with what holds it before it. */
    List<OptionalIdentifiedDefinition<?>> below(OptionalIdentifiedDefinition<?> node) {
        var out = new ArrayList<OptionalIdentifiedDefinition<?>>();
        for (OptionalIdentifiedDefinition<?> child : children(node)) {
            // Those of the error route are looked at there.
            if (!(child instanceof OnExceptionDefinition caught) || caught.isRouteScoped()) {
                out.add(child);
                out.addAll(below(child));
            }
        }
        return out;
    }

    private static List<? extends OptionalIdentifiedDefinition<?>> children(OptionalIdentifiedDefinition<?> node) {
        if (node instanceof ChoiceDefinition choice) {
            var out = new ArrayList<OptionalIdentifiedDefinition<?>>(choice.getWhenClauses());
            if (choice.getOtherwise() != null) {
                out.add(choice.getOtherwise());
            }
            return out;
        }
        if (node instanceof TryDefinition tried) {
            var out = new ArrayList<OptionalIdentifiedDefinition<?>>(tried.getOutputsWithoutCatches());
            out.addAll(tried.getCatchClauses());
            if (tried.getFinallyClause() != null) {
                out.add(tried.getFinallyClause());
            }
            return out;
        }
        return node instanceof OutputNode branch ? branch.getOutputs() : List.of();
    }

    /** It is written and does not run. */
    boolean disabled(OptionalIdentifiedDefinition<?> node) {
        String said = node instanceof DisabledAwareDefinition aware ? aware.getDisabled() : null;
        return said != null && Boolean.parseBoolean(resolved(said));
    }

    /** With the values of properties; as it is where one of them is not known, which has been told. */
    String resolved(String text) {
        try {
            return context.resolvePropertyPlaceholders(text);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The name behind {@code direct:}; null where a URI is none. */
    @Nullable
    String direct(@Nullable String uri) {
        String resolved = uri == null ? "" : resolved(uri);
        if (!resolved.startsWith(DIRECT)) {
            return null;
        }
        String name = resolved.substring(DIRECT.length());
        int query = name.indexOf('?');
        String path = query < 0 ? name : name.substring(0, query);
        return path.startsWith("//") ? path.substring(2) : path;
    }

    /** The {@code serai:} step behind a {@code to:}; null where it is none. */
    @Nullable
    Step step(NamedNode node) {
        return node instanceof ToDefinition to
                        && to.getUri() != null
                        && !SeraiComponent.name(resolved(to.getUri())).isEmpty()
                ? RouteSteps.step(context, to)
                : null;
    }

    Problem at(@Nullable NamedNode node, Rule rule, String text) {
        Problem problem = Problem.at(node, directory, rule, text);
        RouteText said = texts.get(problem.file());
        boolean named = node instanceof OptionalIdentifiedDefinition<?> step && step.hasCustomIdAssigned();
        return said == null ? problem : new Problem(rule, problem.file(), said.line(problem.line(), named), text);
    }

    /** {@code routes/helo.camel.yaml:12}. */
    String place(NamedNode node) {
        Problem there = at(node, Rule.START, "");
        return there.file() + ":" + there.line();
    }
}
