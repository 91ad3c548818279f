package org.serai.camel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.NamedNode;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.jspecify.annotations.Nullable;

/** Which route calls which by {@code direct:}, and the rules about that. */
final class RouteGraph {

    private record Call(NamedNode from, String to) {}

    private final PolicyModel model;
    private final Map<RouteDefinition, List<Call>> calls = new HashMap<>();

    RouteGraph(PolicyModel model) {
        this.model = model;
        model.routes().forEach(route -> calls.put(route, calls(route)));
    }

    private List<Call> calls(OptionalIdentifiedDefinition<?> node) {
        var out = new ArrayList<Call>();
        for (OptionalIdentifiedDefinition<?> below : model.below(node)) {
            String uri = below instanceof ProcessorDefinition<?> step ? RouteSteps.target(step) : null;
            String name = uri == null || model.disabled(below) ? null : model.direct(uri);
            if (name != null) {
                out.add(new Call(below, name));
            }
        }
        return out;
    }

    /** Circles, each once: at the call that closes it. */
    List<Problem> cycles() {
        var out = new ArrayList<Problem>();
        var done = new HashSet<RouteDefinition>();
        model.routes().forEach(route -> follow(route, new ArrayDeque<>(), done, out));
        return out;
    }

    private void follow(
            RouteDefinition route, Deque<RouteDefinition> path, Set<RouteDefinition> done, List<Problem> out) {
        if (!done.add(route)) {
            return;
        }
        path.addLast(route);
        for (Call call : calls.getOrDefault(route, List.of())) {
            RouteDefinition called = model.serving(call.to());
            if (called != null && path.contains(called)) {
                List<String> circle = path.stream()
                        .dropWhile(each -> each != called)
                        .map(RouteDefinition::getRouteId)
                        .toList();
                out.add(model.at(
                        call.from(),
                        Rule.DIRECT_CYCLE,
                        "the route calls itself, by way of " + String.join(" → ", circle) + " → " + called.getRouteId()
                                + ": a mail would go round until the phase fails; take one of these calls out"));
            } else if (called != null) {
                follow(called, path, done, out);
            }
        }
        path.removeLast();
    }

    /** Routes that neither a phase nor the error route leads to. */
    List<Problem> unused(List<String> entries) {
        var reached = new LinkedHashSet<RouteDefinition>();
        entries.forEach(entry -> reach(model.serving(entry), reached));
        for (OnExceptionDefinition caught : model.errorRoutes()) {
            calls(caught).forEach(call -> reach(model.serving(call.to()), reached));
            patterns(caught).forEach(pattern -> matching(pattern).forEach(route -> reach(route, reached)));
        }
        return model.routes().stream()
                .filter(route -> !reached.contains(route))
                .map(route -> model.at(
                        route,
                        Rule.UNUSED_ROUTE,
                        "nothing calls the route " + route.getRouteId() + ": call it, or take it out"))
                .toList();
    }

    private void reach(@Nullable RouteDefinition route, Set<RouteDefinition> reached) {
        if (route != null && reached.add(route)) {
            calls.getOrDefault(route, List.of()).forEach(call -> reach(model.serving(call.to()), reached));
            patterns(route).forEach(pattern -> matching(pattern).forEach(each -> reach(each, reached)));
        }
    }

    /** Calls that name a property: another value of it would lead elsewhere. */
    private List<String> patterns(OptionalIdentifiedDefinition<?> node) {
        return model.below(node).stream()
                .filter(ToDefinition.class::isInstance)
                .map(to -> ((ToDefinition) to).getUri())
                .filter(uri -> uri != null && uri.startsWith("direct:") && uri.contains("{{"))
                .toList();
    }

    private List<RouteDefinition> matching(String pattern) {
        String begin = pattern.substring(0, pattern.indexOf("{{"));
        String end = pattern.substring(pattern.lastIndexOf("}}") + 2);
        return model.routes().stream()
                .filter(route -> {
                    String uri = route.getEndpointUrl().replace("://", ":");
                    return uri.length() >= begin.length() + end.length() && uri.startsWith(begin) && uri.endsWith(end);
                })
                .toList();
    }
}
