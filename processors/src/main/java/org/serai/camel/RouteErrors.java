package org.serai.camel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateConsumerException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.serai.config.ConfigException;

/** Turns what Camel throws for a broken route into one sentence with file and line. */
final class RouteErrors {

    /** As Camel's YAML DSL and SnakeYAML write a mark. */
    private static final Pattern MARK = Pattern.compile("in (\\S+), line (\\d+), column (\\d+)");

    private RouteErrors() {}

    static ConfigException explain(Exception e, ModelCamelContext context) {
        Throwable root = e;
        String place = "";
        String marked = "";
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
            Matcher mark = MARK.matcher(String.valueOf(t.getMessage()));
            if (marked.isEmpty() && mark.find()) {
                marked = file(mark.group(1)) + ":" + mark.group(2) + ": ";
            }
        }
        String where = place.isEmpty() ? marked : place;
        return new ConfigException(where + (what.isEmpty() ? oneLine(root) : what), e);
    }

    /** {@code routes/helo.camel.yaml:12: }, or nothing where Camel does not know. */
    static String place(NamedNode node) {
        return node.getLocation() == null ? "" : file(node.getLocation()) + ":" + node.getLineNumber() + ": ";
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
        for (ToDefinition to : ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
            if (said.contains(">>> " + to) || said.contains("To[" + to.getUri() + "] <<<")) {
                return place(to);
            }
        }
        return place(route);
    }

    private static String file(String location) {
        return location.startsWith("file:") ? location.substring(5) : location;
    }

    private static String oneLine(Throwable e) {
        String message = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
        return message.isEmpty() || message.equals("null") ? e.getClass().getSimpleName() : message;
    }
}
