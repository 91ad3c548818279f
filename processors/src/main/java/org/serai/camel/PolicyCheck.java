package org.serai.camel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.serai.filter.Filters;

/** Loads the routes of a policy, tries every rule on them, and starts them: at the start, at each edit, and for {@code bin/serai check}. */
final class PolicyCheck {

    /** With one of these the whole is not known: what else a route seems to lack may be a consequence. */
    private static final Set<Rule> PARTIAL = EnumSet.of(Rule.SYNTAX, Rule.SCHEMA);

    /** With one of these no way can be gone. */
    private static final Set<Rule> BROKEN = EnumSet.of(
            Rule.SYNTAX,
            Rule.SCHEMA,
            Rule.UNKNOWN_STEP,
            Rule.UNKNOWN_OPTION,
            Rule.UNKNOWN_ENDPOINT,
            Rule.UNKNOWN_KAMELET,
            Rule.UNKNOWN_PROPERTY,
            Rule.DUPLICATE_ID,
            Rule.MISSING_ROUTE,
            Rule.DIRECT_CYCLE);

    /**
     * What came of it.
     *
     * @param context with the routes; started, unless a problem is grave
     * @param problems in the order of files and lines
     */
    record Loaded(DefaultCamelContext context, List<Problem> problems) {

        boolean grave() {
            return problems.stream().anyMatch(Problem::grave);
        }
    }

    private final Supplier<DefaultCamelContext> contexts;
    private final Collection<String> properties;
    private final Path directory;
    private final Set<Problem> problems = new TreeSet<>();
    /** As they are added: of those that have one id the context keeps the last. */
    private final List<RouteDefinition> routes = new ArrayList<>();

    private final List<RouteText> sources = new ArrayList<>();

    private PolicyCheck(Supplier<DefaultCamelContext> contexts, Collection<String> properties, Path directory) {
        this.contexts = contexts;
        this.properties = properties;
        this.directory = directory;
    }

    /**
     * Reads and checks.
     *
     * @param contexts makes one, built, without routes
     * @param properties names that placeholders may have
     */
    static Loaded load(List<Path> files, Supplier<DefaultCamelContext> contexts, Collection<String> properties) {
        Path first = files.get(0).toAbsolutePath();
        return new PolicyCheck(contexts, properties, first.getParent() == null ? first : first.getParent()).load(files);
    }

    private Loaded load(List<Path> files) {
        DefaultCamelContext context = contexts.get();
        try {
            context = loaded(context, read(files));
            rules(context);
            if (problems.stream().noneMatch(Problem::grave)) {
                start(context);
            }
            return new Loaded(context, List.copyOf(problems));
        } catch (RuntimeException | Error e) {
            context.stop();
            throw e;
        }
    }

    private List<RouteText> read(List<Path> files) {
        var out = new ArrayList<RouteText>();
        for (Path file : files) {
            try {
                RouteText text = RouteFile.read(file);
                sources.add(text);
                List<Problem> unfit = new ArrayList<>(text.doubledKeys());
                unfit.addAll(text.foreignEntries());
                problems.addAll(unfit);
                if (unfit.isEmpty()) {
                    out.add(text);
                }
            } catch (RouteFile.Unreadable e) {
                problems.add(e.problem());
            }
        }
        return out;
    }

    /** All at once: then a routeConfiguration holds for the routes of all files, whatever their order. */
    private DefaultCamelContext loaded(DefaultCamelContext context, List<RouteText> texts) {
        texts.forEach(text -> problems.addAll(text.unknownProperties(name -> resolves(context, name), properties)));
        if (add(context, texts) == null) {
            return context;
        }
        context.stop();
        var sound = new ArrayList<RouteText>();
        for (RouteText text : texts) {
            DefaultCamelContext alone = contexts.get();
            Problem problem = add(alone, List.of(text));
            alone.stop();
            if (problem == null) {
                sound.add(text);
            } else {
                problems.add(problem);
            }
        }
        DefaultCamelContext next = contexts.get();
        Problem together = add(next, sound);
        if (together != null) {
            problems.add(together);
        }
        return next;
    }

    /** What keeps them from being added, or null. */
    private @Nullable Problem add(DefaultCamelContext context, List<RouteText> texts) {
        routes.clear();
        context.addModelLifecycleStrategy(new ModelLifecycleStrategySupport() {
            @Override
            public void onAddRouteDefinition(RouteDefinition route) {
                if (!routes.contains(route)) {
                    routes.add(route);
                }
            }
        });
        try {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(texts.stream().map(RouteText::resource).toList());
            return null;
        } catch (Exception e) {
            Path place = texts.size() == 1 ? texts.get(0).file() : directory;
            return RouteErrors.problem(e, context, place, Rule.SCHEMA);
        }
    }

    /** A placeholder, braces included, stands for something. */
    static boolean resolves(DefaultCamelContext context, String placeholder) {
        try {
            context.resolvePropertyPlaceholders(placeholder);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void rules(DefaultCamelContext context) {
        boolean whole = !has(PARTIAL) && !has(EnumSet.of(Rule.FORBIDDEN));
        var model = new PolicyModel(context, directory, sources, routes, context.getRouteConfigurationDefinitions());
        problems.addAll(IdRules.check(model));
        problems.addAll(StepRules.check(model, context));
        problems.addAll(EndpointRules.check(model, context, whole));
        problems.addAll(Expressions.check(context, model, Filters.symbols()));
        if (whole) {
            problems.addAll(EntryRules.check(model));
            var graph = new RouteGraph(model);
            problems.addAll(graph.cycles());
            if (!has(BROKEN)) {
                problems.addAll(graph.unused(Generation.entryNames()));
                problems.addAll(WayRules.check(model));
            }
        }
    }

    /** Whatever no rule has foreseen. */
    private void start(DefaultCamelContext context) {
        try {
            context.start();
        } catch (Exception e) {
            problems.add(RouteErrors.problem(e, context, directory, Rule.START));
        }
    }

    private boolean has(Set<Rule> rules) {
        return problems.stream().anyMatch(problem -> rules.contains(problem.rule()));
    }
}
