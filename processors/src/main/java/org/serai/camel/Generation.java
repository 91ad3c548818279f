package org.serai.camel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.serai.config.ConfigException;
import org.serai.filter.Filters;
import org.serai.mail.Phase;

/**
 * One loaded policy: a CamelContext of its own with all routes of the directory. Either all of it starts or none of it; it
 * stops when it has been replaced and its last exchange has ended.
 */
final class Generation {

    /** The route that writes the verdict event. */
    static final String AUDIT = "audit";

    /** The route that decides whether a message may leave quarantine, and the one by which it does. */
    static final String RELEASE = "release";

    static final String RELEASE_DELIVER = "release-deliver";

    /** The route that decides all phases of our own users' mail. */
    static final String OUTBOUND = "outbound";

    private static final long RETIRED = Long.MIN_VALUE;

    private final long number;
    private final DefaultCamelContext context;
    private final Map<String, AsyncProducer> entries;
    private final Runnable afterStop;

    /** Exchanges under way, plus {@link #RETIRED} once it has been replaced. */
    private final AtomicLong inFlight = new AtomicLong();

    private Generation(
            long number, DefaultCamelContext context, Map<String, AsyncProducer> entries, Runnable afterStop) {
        this.number = number;
        this.context = context;
        this.entries = entries;
        this.afterStop = afterStop;
    }

    /**
     * Loads and starts all routes.
     *
     * @param kamelets where a team's own Kamelets lie; need not be there
     * @param steps the {@code serai:} table of this generation
     * @throws ConfigException with file and line of what is wrong; nothing is left running then
     */
    static Generation load(
            long number,
            List<Path> routeFiles,
            Path kamelets,
            Map<String, Function<SeraiComponent.Options, Step>> steps,
            Map<String, String> properties,
            Runnable afterStop) {
        var context = new DefaultCamelContext(false);
        try {
            configure(context, number, kamelets, steps, properties);
            context.build();
            loadRoutes(context, routeFiles);
            Expressions.check(context, Filters.symbols());
            context.start();
            Map<String, AsyncProducer> entries = entries(context);
            refuseMissingRoutes(context);
            refuseUnguarded(context);
            refuseMissingErrorRoute(context);
            RouteSteps.requireOptionsOfKamelets(context);
            RouteSteps.connect(context);
            return new Generation(number, context, entries, afterStop);
        } catch (Exception e) {
            context.stop();
            throw RouteErrors.explain(e, context);
        } catch (StackOverflowError e) {
            context.stop();
            throw new ConfigException("a route file is nested too deep", e);
        } catch (Error e) {
            context.stop();
            throw e;
        }
    }

    /** All at once: then a routeConfiguration holds for the routes of all files, whatever their order. */
    private static void loadRoutes(DefaultCamelContext context, List<Path> files) throws Exception {
        context.addModelLifecycleStrategy(new OneRouteAnId());
        var resources = new ArrayList<Resource>();
        for (Path file : files) {
            resources.add(RouteFile.read(file));
        }
        PluginHelper.getRoutesLoader(context).loadRoutes(resources);
    }

    /** Camel lets a route silently replace one of the same id. */
    private static final class OneRouteAnId extends ModelLifecycleStrategySupport {

        private final Map<String, RouteDefinition> known = new HashMap<>();

        @Override
        public void onAddRouteDefinition(RouteDefinition route) {
            RouteDefinition before = known.put(String.valueOf(route.getRouteId()), route);
            if (before != null && before != route) {
                throw new ConfigException(RouteErrors.place(route) + "another route has the id " + route.getRouteId()
                        + ": " + RouteErrors.at(before));
            }
        }
    }

    private static void configure(
            DefaultCamelContext context,
            long number,
            Path kamelets,
            Map<String, Function<SeraiComponent.Options, Step>> steps,
            Map<String, String> properties) {
        context.getCamelContextExtension().setName("policy-" + number);
        context.disableJMX();
        context.setSourceLocationEnabled(true);
        context.setStreamCaching(false);
        context.setAllowUseOriginalMessage(false);
        context.setMessageHistory(false);
        context.setLoadTypeConverters(false);
        var errors = new DefaultErrorHandlerDefinition();
        errors.setOnExceptionOccurredProcessor(FailureStep::note);
        context.getCamelContextExtension().setErrorHandlerFactory(errors);
        context.getShutdownStrategy().setTimeout(30);
        context.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
        var initial = new Properties();
        initial.putAll(properties);
        var placeholders = (PropertiesComponent) context.getPropertiesComponent();
        placeholders.setInitialProperties(initial);
        // Settings know the environment already, below -D; Camel would let it stand above.
        placeholders.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        placeholders.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
        context.addComponent("serai", new SeraiComponent(steps));
        var direct = new DirectComponent();
        direct.setBlock(false);
        context.addComponent("direct", direct);
        var kamelet = new KameletComponent();
        kamelet.setLocation("file:" + kamelets + ",classpath:kamelets");
        context.addComponent("kamelet", kamelet);
    }

    private static Map<String, AsyncProducer> entries(CamelContext context) throws Exception {
        var names = new ArrayList<String>();
        for (Phase phase : Phase.values()) {
            names.add(phase.id());
        }
        names.add(AUDIT);
        names.add(OUTBOUND);
        names.add(RELEASE);
        names.add(RELEASE_DELIVER);
        var out = new HashMap<String, AsyncProducer>();
        for (String name : names) {
            if (context.getRoutes().stream()
                    .noneMatch(route -> route.getEndpoint().getEndpointUri().equals("direct://" + name))) {
                throw new ConfigException("no route begins with direct:" + name + ": " + name + RouteSources.SUFFIX
                        + " is missing or begins elsewhere");
            }
            AsyncProducer producer = context.getEndpoint("direct:" + name).createAsyncProducer();
            producer.start();
            out.put(name, producer);
        }
        return out;
    }

    /** A {@code direct:} that nothing serves would be found by the first mail only. */
    private static void refuseMissingRoutes(DefaultCamelContext context) {
        var served = context.getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointUri())
                .toList();
        for (RouteDefinition route : context.getRouteDefinitions()) {
            for (ProcessorDefinition<?> step : RouteSteps.all(route)) {
                String uri = RouteSteps.target(step);
                if (uri != null
                        && endpoint(context, step, uri) instanceof DirectEndpoint direct
                        && !served.contains(direct.getEndpointUri())) {
                    throw new ConfigException(RouteErrors.place(step) + "no route begins with " + uri + " (step "
                            + step.getId() + " of route " + route.getRouteId() + ")");
                }
            }
        }
    }

    /** Camel makes that of some steps with the first message only. */
    private static Endpoint endpoint(DefaultCamelContext context, ProcessorDefinition<?> step, String uri) {
        try {
            return context.getEndpoint(uri);
        } catch (NoSuchEndpointException e) {
            throw new ConfigException(RouteErrors.place(step) + RouteErrors.unknown(e), e);
        } catch (ResolveEndpointFailedException e) {
            throw new ConfigException(
                    RouteErrors.place(step) + "there is no endpoint " + uri + ": " + e.getMessage(), e);
        }
    }

    /** Without it, a failure would be told by Camel's log and not by a 451 of the policy. */
    private static void refuseMissingErrorRoute(DefaultCamelContext context) {
        boolean found = context.getRouteConfigurationDefinitions().stream()
                .anyMatch(configuration -> configuration.getId() == null
                        && !configuration.getOnExceptions().isEmpty());
        if (!found) {
            throw new ConfigException(
                    "no routeConfiguration without an id has an onException: errors" + RouteSources.SUFFIX
                            + " is missing, or its routeConfiguration has an id and so is not for all routes");
        }
    }

    /**
     * Without its guard the firewall would be an open relay, by whichever door. A guard in a branch guards only that branch, and
     * one behind a branch or a decision may never be reached.
     */
    private static void refuseUnguarded(DefaultCamelContext context) {
        var entries = List.of("direct:" + Phase.RCPT_TO.id(), "direct:" + OUTBOUND);
        for (RouteDefinition route : context.getRouteDefinitions()) {
            if (!entries.contains(route.getEndpointUrl().replace("://", ":"))) {
                continue;
            }
            List<ProcessorDefinition<?>> always = route.getOutputs().stream()
                    .filter(output -> !(output instanceof OnExceptionDefinition))
                    .takeWhile(output -> !mayEnd(context, output))
                    .toList();
            for (Filters.Entry<?> guard : Filters.all()) {
                if (guard.guard()
                        && always.stream()
                                .flatMap(each -> RouteSteps.steps(context, each).stream())
                                .noneMatch(step -> step instanceof FilterStep filter && filter.runs(guard.name()))) {
                    throw new ConfigException(RouteErrors.place(route) + "route " + route.getRouteId()
                            + " must have the step serai:" + guard.name()
                            + ", in no branch and before any branch, stop or direct: without it anybody could relay");
                }
            }
        }
    }

    private static boolean mayEnd(DefaultCamelContext context, ProcessorDefinition<?> output) {
        return output instanceof StopDefinition
                || !output.getOutputs().isEmpty()
                || (output instanceof ToDefinition to && context.getEndpoint(to.getUri()) instanceof DirectEndpoint);
    }

    long number() {
        return number;
    }

    CamelContext context() {
        return context;
    }

    /** Takes part in this generation until {@link #leave}; false when it has been replaced. */
    boolean enter() {
        while (true) {
            long now = inFlight.get();
            if (now < 0) {
                return false;
            }
            if (inFlight.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    void leave() {
        if (inFlight.decrementAndGet() == RETIRED) {
            stop();
        }
    }

    /** No new exchange from now on; stops after the last one, at once where there is none. */
    void retire() {
        if (inFlight.getAndAdd(RETIRED) == 0) {
            stop();
        }
    }

    private void stop() {
        // Not on the thread of the last exchange: stopping takes milliseconds and joins threads.
        var thread = new Thread(
                () -> {
                    context.stop();
                    afterStop.run();
                },
                "policy-" + number + "-stop");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs one route on the exchange of another context; {@link #enter} must have said true. */
    boolean process(String entry, Exchange outer, AsyncCallback callback) {
        AsyncProducer producer = entries.get(entry);
        if (producer == null) {
            leave();
            throw new IllegalArgumentException("no phase " + entry);
        }
        var inner = new DefaultExchange(context);
        PolicyExchange.begin(inner, PolicyExchange.mail(outer));
        inner.setVariable(PolicyExchange.PHASE, outer.getVariable(PolicyExchange.PHASE));
        inner.setVariable(PolicyExchange.DISPOSITION, outer.getVariable(PolicyExchange.DISPOSITION));
        inner.setVariable(PolicyExchange.REPLY, outer.getVariable(PolicyExchange.REPLY));
        return producer.process(inner, sync -> {
            PolicyExchange.settleHeld(inner);
            PolicyExchange.copyResult(inner, outer);
            outer.setException(inner.getException());
            leave();
            callback.done(sync);
        });
    }

    /** Route ids with the file each comes from, for health and tests. */
    Map<String, String> routes() {
        var out = new LinkedHashMap<String, String>();
        context.getRoutes().forEach(route -> out.put(route.getRouteId(), String.valueOf(route.getSourceLocation())));
        return out;
    }
}
