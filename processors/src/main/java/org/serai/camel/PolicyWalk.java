package org.serai.camel;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.NamedNode;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RollbackDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Goes all ways through the routes at once: from one course of a mail to all that steps can make of it. A condition that is not
 * understood may hold or not. A step that fails ends its way: what then happens is the error route's, which is walked by itself.
 */
final class PolicyWalk {

    /** Told of each course that comes to a step, and of each that the step makes of it. */
    interface Observer {

        void reached(ProcessorDefinition<?> node, Step step, Course before);

        void passed(ProcessorDefinition<?> node, Course before, Course after);
    }

    /**
     * A mail on its way.
     *
     * @param last the step behind which it is
     * @param missed the branch whose conditions it did not meet, and in which others were answered
     */
    record Way(Course course, NamedNode last, @Nullable NamedNode missed) {

        Way behind(NamedNode node) {
            return new Way(course, node, missed);
        }
    }

    /**
     * Where ways lead.
     *
     * @param on to what follows
     * @param stopped to the end of all
     * @param seen each course on the way, as a failure may have it
     */
    record Ways(Set<Way> on, Set<Way> stopped, Set<Course> seen) {
        static Ways none() {
            return new Ways(new LinkedHashSet<>(), new LinkedHashSet<>(), new HashSet<>());
        }

        Set<Way> all() {
            var all = new LinkedHashSet<>(on);
            all.addAll(stopped);
            return all;
        }
    }

    private record Visit(RouteDefinition route, Set<Course> courses) {}

    private record Call(NamedNode from, Set<Course> with) {}

    private final PolicyModel model;
    private final Observer observer;
    private final Map<Visit, Ways> known = new HashMap<>();
    private final Deque<Call> calls = new ArrayDeque<>();

    /** @param model without circles of direct: */
    PolicyWalk(PolicyModel model, Observer observer) {
        this.model = model;
        this.observer = observer;
    }

    /** Through a route, as if it were called. */
    Ways through(RouteDefinition route, Set<Course> courses) {
        var visit = new Visit(route, courses);
        Ways before = known.get(visit);
        if (before != null) {
            return before;
        }
        Ways ways = through(route, route.getOutputs(), courses);
        known.put(visit, ways);
        return ways;
    }

    /** Through what stands below a node. */
    Ways through(NamedNode node, Collection<ProcessorDefinition<?>> outputs, Set<Course> courses) {
        var ways = Ways.none();
        Set<Way> begin = courses.stream()
                .map(course -> new Way(course, node, null))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        ways.on().addAll(sequence(outputs, begin, ways));
        return ways;
    }

    private Set<Way> sequence(Collection<ProcessorDefinition<?>> outputs, Set<Way> begin, Ways ways) {
        Set<Way> now = begin;
        for (ProcessorDefinition<?> output : model.steps(outputs)) {
            now.forEach(way -> ways.seen().add(way.course()));
            if (now.isEmpty()) {
                return now;
            }
            now = step(output, now, ways);
        }
        now.forEach(way -> ways.seen().add(way.course()));
        return now;
    }

    private Set<Way> step(ProcessorDefinition<?> node, Set<Way> begin, Ways ways) {
        if (node instanceof ToDefinition to) {
            return to(to, begin, ways);
        } else if (node instanceof ChoiceDefinition choice) {
            return choice(choice, begin, ways);
        } else if (node instanceof FilterDefinition filter) {
            return branch(node, filter.getExpression(), begin, ways);
        } else if (node instanceof TryDefinition tried) {
            return tried(tried, begin, ways);
        } else if (node instanceof StopDefinition) {
            ways.stopped().addAll(behind(node, begin));
            return Set.of();
        } else if (node instanceof ThrowExceptionDefinition || node instanceof RollbackDefinition) {
            return Set.of();
        }
        return node.getOutputs().isEmpty() ? behind(node, begin) : sequence(node.getOutputs(), begin, ways);
    }

    private Set<Way> to(ToDefinition to, Set<Way> begin, Ways ways) {
        String direct = model.direct(to.getUri());
        if (direct != null) {
            RouteDefinition called = model.serving(direct);
            if (called == null) {
                return behind(to, begin);
            }
            return call(to, called, begin, ways);
        }
        Step step = model.step(to);
        if (step == null) {
            return behind(to, begin);
        }
        var out = new LinkedHashSet<Way>();
        for (Way way : begin) {
            observer.reached(to, step, way.course());
            for (Course after : step.courses(way.course())) {
                observer.passed(to, way.course(), after);
                out.add(new Way(after.answeredOnce(), to, way.missed()));
            }
        }
        return out;
    }

    private Set<Way> call(ToDefinition to, RouteDefinition called, Set<Way> begin, Ways ways) {
        Set<Course> courses = courses(begin);
        calls.addLast(new Call(to, courses));
        Ways there = through(called, courses);
        calls.removeLast();
        ways.stopped().addAll(there.stopped());
        ways.seen().addAll(there.seen());
        var missed = new HashMap<Course, NamedNode>();
        begin.forEach(way -> missed.put(way.course(), way.missed()));
        return there.on().stream()
                .map(way -> way.missed() == null ? new Way(way.course(), way.last(), missed.get(way.course())) : way)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The first call on the way to a node that was made with such a course; where there is none, the node. */
    NamedNode caller(NamedNode node, Predicate<Course> such) {
        return calls.stream()
                .filter(call -> call.with().stream().anyMatch(such))
                .map(Call::from)
                .findFirst()
                .orElse(node);
    }

    private Set<Way> choice(ChoiceDefinition choice, Set<Way> begin, Ways ways) {
        var out = new LinkedHashSet<Way>();
        Set<Way> left = begin;
        for (WhenDefinition when : choice.getWhenClauses()) {
            if (!model.disabled(when)) {
                out.addAll(sequence(when.getOutputs(), that(left, when.getExpression(), Condition.Truth.NO), ways));
                left = that(left, when.getExpression(), Condition.Truth.YES);
            }
        }
        if (choice.getOtherwise() == null || model.disabled(choice.getOtherwise())) {
            boolean answered = out.stream().anyMatch(way -> way.course().replies() > 0);
            left.forEach(way -> out.add(new Way(way.course(), choice, answered ? choice : way.missed())));
        } else {
            out.addAll(sequence(choice.getOtherwise().getOutputs(), left, ways));
        }
        return out;
    }

    private Set<Way> branch(ProcessorDefinition<?> node, ExpressionDefinition when, Set<Way> begin, Ways ways) {
        var out = new LinkedHashSet<>(sequence(node.getOutputs(), that(begin, when, Condition.Truth.NO), ways));
        out.addAll(behind(node, that(begin, when, Condition.Truth.YES)));
        return out;
    }

    /** Those of which a condition does not say {@code excluded}. */
    private static Set<Way> that(Set<Way> ways, ExpressionDefinition when, Condition.Truth excluded) {
        return ways.stream()
                .filter(way -> Condition.of(when, way.course()) != excluded)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What is caught may have failed at any step before. */
    private Set<Way> tried(TryDefinition node, Set<Way> begin, Ways ways) {
        var inside = Ways.none();
        var out = new LinkedHashSet<>(sequence(node.getOutputsWithoutCatches(), begin, inside));
        Set<Way> failed = inside.seen().stream()
                .map(course -> new Way(course, node, null))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (CatchDefinition caught : node.getCatchClauses()) {
            out.addAll(sequence(caught.getOutputs(), failed, ways));
        }
        ways.stopped().addAll(inside.stopped());
        ways.seen().addAll(inside.seen());
        return node.getFinallyClause() == null
                ? out
                : sequence(node.getFinallyClause().getOutputs(), out, ways);
    }

    private static Set<Way> behind(NamedNode node, Set<Way> ways) {
        return ways.stream().map(way -> way.behind(node)).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<Course> courses(Set<Way> ways) {
        return ways.stream().map(Way::course).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
