package org.serai.camel;

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
import org.serai.config.ConfigException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Turns what Camel throws for a broken route into one sentence with file and line. */
final class RouteErrors {

    private RouteErrors() {}

    static ConfigException explain(Exception e, ModelCamelContext context) {
        Throwable root = e;
        String place = "";
        String what = "";
        for (Throwable t = e; t != null; t = t.getCause()) {
            root = t;
            if (t instanceof ConfigException) {
                what = String.valueOf(t.getMessage());
            }
            if (t instanceof FailedToCreateRouteException failed) {
                place = place(context, failed);
            } else if (t instanceof FailedToStartRouteException failed && place.isEmpty()) {
                place = place(context, failed.getRouteId());
            } else if (t instanceof FailedToCreateConsumerException failed && place.isEmpty()) {
                place = placeOfStart(context, String.valueOf(failed.getUri()));
            }
            if (t instanceof MarkedYamlEngineException marked && what.isEmpty()) {
                place = mark(marked)
                        .map(mark -> file(mark.getName()) + ":" + (mark.getLine() + 1) + ": ")
                        .orElse(place);
                what = problem(marked);
            } else if (t instanceof NoSuchEndpointException unknown && what.isEmpty()) {
                what = unknown(unknown);
            } else if (t instanceof NoSuchLanguageException unknown && what.isEmpty()) {
                what = "there is no language " + unknown.getLanguage() + "; conditions are in simple";
            } else if (t instanceof NoSuchBeanException unknown && what.isEmpty()) {
                what = "there is no bean " + unknown.getName() + "; steps are to: serai: or direct:";
            }
        }
        return new ConfigException(place + (what.isEmpty() ? oneLine(root) : what), e);
    }

    static String unknown(NoSuchEndpointException e) {
        return "there is no component for " + e.getUri() + "; steps begin with serai: or direct:";
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

    /** {@code routes/helo.camel.yaml:12: }, or nothing where Camel does not know. */
    static String place(NamedNode node) {
        return node.getLocation() == null ? "" : at(node) + ": ";
    }

    /** {@code routes/helo.camel.yaml:12}. */
    static String at(NamedNode node) {
        return file(String.valueOf(node.getLocation())) + ":" + node.getLineNumber();
    }

    private static String place(ModelCamelContext context, String routeId) {
        RouteDefinition route = context.getRouteDefinition(routeId);
        return route == null ? "" : place(route);
    }

    private static String placeOfStart(ModelCamelContext context, String uri) {
        for (RouteDefinition route : context.getRouteDefinitions()) {
            if (route.getEndpointUrl().replace("://", ":").equals(uri.replace("://", ":"))) {
                return place(route);
            }
        }
        return "";
    }

    private static String place(ModelCamelContext context, FailedToCreateRouteException failed) {
        RouteDefinition route = context.getRouteDefinition(failed.getRouteId());
        if (route == null) {
            return "";
        }
        String said = String.valueOf(failed.getMessage());
        for (ProcessorDefinition<?> step : RouteSteps.all(route)) {
            if (said.contains(">>> " + step + " <<<")
                    || (step instanceof ToDefinition to && said.contains("To[" + to.getUri() + "] <<<"))) {
                return place(step);
            }
        }
        return place(route);
    }

    private static String file(String location) {
        return location.startsWith("file:") ? location.substring(5) : location;
    }

    static String oneLine(Throwable e) {
        String message = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
        return message.isEmpty() || message.equals("null") ? e.getClass().getSimpleName() : message;
    }
}
