package org.serai.camel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.NamedNode;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Phase;
import org.serai.verdict.VerdictEvent;

/** Rules about ways through the routes: what a mail meets, in which order, and whether it ends in one reply. */
final class WayRules implements PolicyWalk.Observer {

    private record Told(Rule rule, NamedNode node, String text) {}

    private final PolicyModel model;
    private final PolicyWalk walk;
    /** With the phases that it concerns. */
    private final Map<Told, Set<String>> told = new LinkedHashMap<>();

    private final Set<Step> met = new HashSet<>();

    private WayRules(PolicyModel model) {
        this.model = model;
        this.walk = new PolicyWalk(model, this);
    }

    /** @param model in which every step is known and no route calls itself */
    static List<Problem> check(PolicyModel model) {
        return new WayRules(model).check();
    }

    private List<Problem> check() {
        for (Phase phase : Phase.values()) {
            enter(phase.id(), Set.of(Course.begin(phase.id())), this::answered);
            enter(Generation.OUTBOUND, Set.of(Course.begin(phase.id())), this::answered);
        }
        Set<Course> release = Set.of(Course.begin(VerdictEvent.RELEASE));
        enter(Generation.RELEASE, release, this::decided);
        enter(Generation.RELEASE_DELIVER, release, this::answered);
        enter(Generation.AUDIT, told(Generation.AUDIT), ways -> {});
        boolean quarantine = met(QuarantineStep.class);
        met.clear();
        failures();
        var out = new ArrayList<Problem>();
        told.forEach((what, phases) ->
                out.add(model.at(what.node(), what.rule(), what.text() + " (at " + String.join(", ", phases) + ")")));
        require(quarantine, "quarantine", model.serving("verdict"), "the verdict", out);
        require(met(DeadLetterStep.class), "dead-letter", first(model.errorRoutes()), "the error route", out);
        return out;
    }

    private static @Nullable NamedNode first(List<OnExceptionDefinition> caught) {
        return caught.isEmpty() ? null : caught.get(0);
    }

    private boolean met(Class<? extends Step> type) {
        return met.stream().anyMatch(type::isInstance);
    }

    private void require(boolean reached, String step, @Nullable NamedNode from, String by, List<Problem> out) {
        if (!reached) {
            out.add(model.at(
                    from,
                    Rule.UNREACHABLE,
                    "no way leads to a step serai:" + step + ": let " + by + " call direct:" + step));
        }
    }

    private void enter(String name, Set<Course> courses, Consumer<Set<PolicyWalk.Way>> end) {
        RouteDefinition route = model.serving(name);
        if (route != null) {
            end.accept(walk.through(route, courses).all());
        }
    }

    /** Where a route has failed, whatever was decided, and whoever has the message already. */
    private void failures() {
        for (OnExceptionDefinition caught : model.errorRoutes()) {
            var courses = new LinkedHashSet<Course>();
            for (Phase phase : Phase.values()) {
                Course begin = Course.begin(phase.id());
                courses.add(begin);
                courses.addAll(begin.decided(Disposition.values()));
            }
            answered(walk.through(caught, caught.getOutputs(), courses).all());
            walk.through(caught, caught.getOutputs(), Set.copyOf(taken(Phase.DATA.id())));
        }
    }

    /** All that the audit may be told about. */
    private static Set<Course> told(String phase) {
        var out = new HashSet<>(taken(phase));
        out.add(Course.begin(phase).judged().replied(Disposition.REJECT));
        out.add(Course.begin(phase).judged().replied(Disposition.DEFER));
        return out;
    }

    private static List<Course> taken(String phase) {
        Course begin = Course.begin(phase).judged();
        return List.of(
                begin.replied(Disposition.ACCEPT).handedOver(),
                begin.replied(Disposition.QUARANTINE).inOtherHands());
    }

    /** Where others are answered, at the branch that leaves it out; else behind the last step. */
    private void answered(Set<PolicyWalk.Way> ways) {
        boolean others = ways.stream().anyMatch(way -> way.course().replies() > 0);
        for (PolicyWalk.Way way : ways) {
            if (way.course().replies() == 0) {
                Disposition decided = way.course().disposition();
                tell(
                        Rule.REPLY,
                        others && way.missed() != null ? way.missed() : way.last(),
                        way.course(),
                        "a way ends here without a reply" + (decided == null ? "" : " with disposition " + decided)
                                + ": let it end with to: direct:verdict, or serai:reply");
            }
        }
    }

    private void decided(Set<PolicyWalk.Way> ways) {
        for (PolicyWalk.Way way : ways) {
            if (way.course().disposition() == null) {
                tell(
                        Rule.REPLY,
                        way.last(),
                        way.course(),
                        "a message may come here undecided: let each way end with serai:release-decide");
            }
        }
    }

    @Override
    public void reached(ProcessorDefinition<?> node, Step step, Course before) {
        met.add(step);
        boolean looks = step instanceof FilterStep || step instanceof ScoreStep;
        if (before.delivered() && (looks || step instanceof QuarantineStep || step instanceof DeliveryStep)) {
            tell(
                    Rule.REFUSAL_AFTER_DELIVERY,
                    node,
                    before,
                    "the message is delivered before it comes here, and what follows can refuse it no more: move it before");
        } else if (before.scored() && step instanceof FilterStep) {
            tell(
                    Rule.ENFORCE_BEFORE_VERDICT,
                    node,
                    before,
                    "this filter stands behind the verdict, which does not hear it: move it before direct:verdict");
        }
    }

    @Override
    public void passed(ProcessorDefinition<?> node, Course before, Course after) {
        if (after.replies() == before.replies()) {
            return;
        }
        if (before.delivered() && !after.positive()) {
            tell(
                    Rule.REFUSAL_AFTER_DELIVERY,
                    node,
                    before,
                    "the message is delivered before it is refused here: the sender would send it once more");
        } else if (before.replies() > 0) {
            tell(
                    Rule.REPLY,
                    walk.caller(node, course -> course.replies() > 0),
                    before,
                    "a mail that comes here may have its reply already: one way, one reply");
        } else if (after.positive() && after.disposition() == null) {
            tell(
                    Rule.REPLY,
                    node,
                    before,
                    "nothing is decided yet, so that this 250 would be a 451: let to: direct:verdict reply");
        } else if (after.positive() && refused(before)) {
            tell(
                    Rule.REPLY,
                    node,
                    before,
                    "the verdict may have refused what comes here, and the client is told 250: reply with 4yz or 5yz");
        } else if (after.positive() && before.unheard()) {
            tell(
                    Rule.ENFORCE_BEFORE_VERDICT,
                    node,
                    before,
                    "filters have looked at what is accepted here, and no verdict has heard them: let to: direct:verdict reply");
        } else if (after.positive()
                && after.hasMessage()
                && !after.taken()
                && after.disposition() != Disposition.DISCARD) {
            tell(
                    Rule.CUSTODY,
                    node,
                    before,
                    "the sender is told that the message is taken, and nobody has it: deliver or quarantine it before");
        }
    }

    private static boolean refused(Course course) {
        Disposition decided = course.disposition();
        return decided != null && decided.refuses();
    }

    private void tell(Rule rule, NamedNode node, Course course, String text) {
        told.computeIfAbsent(new Told(rule, node, text), first -> new LinkedHashSet<>())
                .add(course.phase());
    }
}
