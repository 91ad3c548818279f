package org.serai.camel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;

/**
 * Looks listeners over as far as that can be done without starting them: they talk to others, and with beans and steps that are
 * there only while Serai runs.
 */
final class ListenerCheck {

    /** Components that are made at the start. */
    private static final Set<String> OURS = Set.of("serai", DigestDesk.SCHEME);

    private static final Set<String> CLAIM_STORES =
            Set.of(RoutedClaims.ROUTE + RouteSources.SUFFIX, RoutedClaims.OBJECTS_ROUTE + RouteSources.SUFFIX);

    private final Path directory;
    private final Map<String, String> properties;
    private final Set<Problem> problems = new TreeSet<>();
    private final List<RouteText> texts = new ArrayList<>();
    private final List<RouteDefinition> routes = new ArrayList<>();

    private ListenerCheck(Path directory, Map<String, String> properties) {
        this.directory = directory;
        this.properties = properties;
    }

    /** All files of a directory, also those that properties leave off; none where there is no such directory. */
    static List<Problem> check(Path directory, Map<String, String> properties) {
        return Files.isDirectory(directory) ? new ListenerCheck(directory, properties).check() : List.of();
    }

    private List<Problem> check() {
        DefaultCamelContext context = context();
        try {
            boolean whole = true;
            for (Path file : files(directory)) {
                whole &= add(context, file);
            }
            var model = new PolicyModel(context, directory, texts, routes, List.of());
            problems.addAll(IdRules.check(model, CLAIM_STORES));
            for (RouteDefinition route : routes) {
                for (OptionalIdentifiedDefinition<?> node : model.below(route)) {
                    endpoint(context, model, node, whole);
                }
            }
        } finally {
            context.stop();
        }
        return List.copyOf(problems);
    }

    private DefaultCamelContext context() {
        var context = new DefaultCamelContext(false);
        context.disableJMX();
        context.setSourceLocationEnabled(true);
        var known = new Properties();
        known.putAll(properties);
        known.setProperty(ClaimHome.POLL_URI, "");
        ((PropertiesComponent) context.getPropertiesComponent()).setInitialProperties(known);
        context.addModelLifecycleStrategy(new ModelLifecycleStrategySupport() {
            @Override
            public void onAddRouteDefinition(RouteDefinition route) {
                if (!Boolean.TRUE.equals(route.isRest()) && !routes.contains(route)) {
                    routes.add(route);
                }
            }
        });
        context.build();
        return context;
    }

    static List<Path> files(Path directory) {
        return RouteSources.list(directory, RouteSources.SUFFIX);
    }

    /** Whether it could be. */
    private boolean add(DefaultCamelContext context, Path file) {
        try {
            RouteText text = RouteFile.read(file);
            texts.add(text);
            problems.addAll(text.doubledKeys());
            problems.addAll(text.unknownProperties(name -> PolicyCheck.resolves(context, name), properties.keySet()));
            PluginHelper.getRoutesLoader(context).loadRoutes(text.resource());
            return true;
        } catch (RouteFile.Unreadable e) {
            problems.add(e.problem());
        } catch (Exception e) {
            problems.add(RouteErrors.problem(e, context, file, Rule.SCHEMA));
        }
        return false;
    }

    private void endpoint(
            DefaultCamelContext context, PolicyModel model, OptionalIdentifiedDefinition<?> node, boolean whole) {
        String uri = node instanceof ProcessorDefinition<?> step ? RouteSteps.target(step) : null;
        if (uri == null || uri.contains("{{")) {
            return;
        }
        String direct = model.direct(uri);
        String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
        if (direct != null ? whole && model.serving(direct) == null : !known(context, scheme)) {
            problems.add(model.at(
                    node,
                    Rule.UNKNOWN_ENDPOINT,
                    direct == null ? "there is no component for " + uri : "no route begins with " + uri));
        }
    }

    private static boolean known(DefaultCamelContext context, String scheme) {
        return OURS.contains(scheme) || !scheme.isEmpty() && context.getComponent(scheme, true, false) != null;
    }
}
