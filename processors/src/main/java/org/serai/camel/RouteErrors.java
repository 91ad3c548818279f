package org.serai.camel;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.FailedToCreateConsumerException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NamedNode;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Turns what Camel throws for a broken route into one sentence with file and line. */
final class RouteErrors {

    private static final Path NOWHERE = Path.of("");

    private RouteErrors() {}

    /** In one sentence, with the place where Camel knows one. */
    static ConfigException explain(Exception e, ModelCamelContext context) {
        Problem problem = problem(e, context, NOWHERE, Rule.START);
        boolean placed = !problem.file().equals(NOWHERE);
        return new ConfigException((placed ? problem.file() + ":" + problem.line() + ": " : "") + problem.text(), e);
    }

    /**
     * The rule that was broken, and where.
     *
     * @param directory the place of what has none
     * @param otherwise the rule where the kind of the failure tells none
     */
    static Problem problem(Exception e, ModelCamelContext context, Path directory, Rule otherwise) {
        var reading = new Reading(context, otherwise);
        Throwable root = e;
        for (Throwable t = e; t != null; t = t.getCause()) {
            root = t;
            reading.place(t);
            reading.what(t);
        }
        return reading.problem(directory, root);
    }

    /** What a chain of causes tells, the first of each kind first. */
    private static final class Reading {

        private final ModelCamelContext context;
        private Rule rule;
        private @Nullable NamedNode node;
        private @Nullable Mark mark;
        private String what = "";

        Reading(ModelCamelContext context, Rule otherwise) {
            this.context = context;
            this.rule = otherwise;
        }

        void place(Throwable t) {
            if (t instanceof FailedToCreateRouteException failed) {
                node = RouteErrors.place(context, failed);
            } else if (t instanceof FailedToStartRouteException failed && node == null) {
                node = context.getRouteDefinition(failed.getRouteId());
            } else if (t instanceof FailedToCreateConsumerException failed && node == null) {
                node = placeOfStart(context, String.valueOf(failed.getUri()));
            }
        }

        void what(Throwable t) {
            if (t instanceof ConfigException) {
                what = String.valueOf(t.getMessage());
            } else if (!what.isEmpty()) {
                return;
            } else if (t instanceof MarkedYamlEngineException marked) {
                mark = mark(marked).orElse(null);
                tell(Rule.SCHEMA, RouteErrors.problem(marked));
            } else if (t instanceof NoSuchEndpointException unknown) {
                tell(Rule.UNKNOWN_ENDPOINT, unknown(String.valueOf(unknown.getUri())));
            } else if (t instanceof NoSuchLanguageException unknown) {
                tell(Rule.EXPRESSION, "there is no language " + unknown.getLanguage() + "; conditions are in simple");
            } else if (t instanceof NoSuchBeanException unknown) {
                tell(Rule.UNKNOWN_BEAN, noBean(unknown.getName()));
            }
        }

        private void tell(Rule broken, String text) {
            rule = broken;
            what = text;
        }

        Problem problem(Path directory, Throwable root) {
            String text = what.isEmpty() ? oneLine(root) : what;
            return mark == null
                    ? Problem.at(node, directory, rule, text)
                    : new Problem(rule, Problem.pathOf(mark.getName()), mark.getLine() + 1, text);
        }
    }

    static String unknown(String uri) {
        return "there is no component for " + uri + "; steps begin with serai: or direct:";
    }

    static String noBean(String name) {
        return "there is no bean " + name + "; steps are to: serai: or direct:";
    }

    /** Where a person must look: at what is wrong, or at the beginning of what has no end. */
    static Optional<Mark> mark(MarkedYamlEngineException e) {
        return endless(e) ? e.getContextMark() : e.getProblemMark();
    }

    /** What is wrong there; SnakeYAML speaks of tokens. */
    static String problem(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        if (endless(e)) {
            return "what opens here, a quote or a bracket, is not closed";
        } else if (problem.contains("\\t(TAB)")) {
            return "indent with spaces, here stands a tab";
        } else if (problem.startsWith("expected <block end>")) {
            return "this line does not fit those above it: see indentation, dashes and quotes";
        } else if (problem.startsWith("mapping values are not allowed")) {
            return "no colon can stand here: see the indentation, or put the text in quotes";
        }
        return problem;
    }

    private static boolean endless(MarkedYamlEngineException e) {
        String context = String.valueOf(e.getContext());
        return context.contains("quoted scalar") || context.contains("flow");
    }

    private static @Nullable NamedNode placeOfStart(ModelCamelContext context, String uri) {
        for (RouteDefinition route : context.getRouteDefinitions()) {
            if (route.getEndpointUrl().replace("://", ":").equals(uri.replace("://", ":"))) {
                return route;
            }
        }
        return null;
    }

    private static @Nullable NamedNode place(ModelCamelContext context, FailedToCreateRouteException failed) {
        RouteDefinition route = context.getRouteDefinition(failed.getRouteId());
        if (route == null) {
            return null;
        }
        String said = String.valueOf(failed.getMessage());
        for (ProcessorDefinition<?> step : RouteSteps.all(route)) {
            if (said.contains(">>> " + step + " <<<")
                    || (step instanceof ToDefinition to && said.contains("To[" + to.getUri() + "] <<<"))) {
                return step;
            }
        }
        return route;
    }

    static String oneLine(Throwable e) {
        String message = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
        return message.isEmpty() || message.equals("null") ? e.getClass().getSimpleName() : message;
    }
}
