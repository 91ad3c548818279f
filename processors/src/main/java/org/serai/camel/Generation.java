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
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.support.DefaultExchange;
import org.serai.config.ConfigException;
import org.serai.mail.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loaded policy: a CamelContext of its own with all routes of the directory. Either all of it starts or none of it; it
 * stops when it has been replaced and its last exchange has ended.
 */
final class Generation {

    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

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
     * @param steps the {@code serai:} table of this generation
     * @param insight who looks into its routes
     * @throws ConfigException with file and line of what is wrong; nothing is left running then
     */
    static Generation load(
            long number,
            List<Path> routeFiles,
            Map<String, Function<SeraiComponent.Options, Step>> steps,
            Map<String, String> properties,
            Insight insight,
            Runnable afterStop) {
        PolicyCheck.Loaded loaded = loaded(number, routeFiles, steps, properties, insight);
        DefaultCamelContext context = loaded.context();
        try {
            if (loaded.grave()) {
                throw new ConfigException(Problem.told(loaded.problems()));
            }
            loaded.problems().forEach(problem -> LOG.warn("{}", problem));
            Map<String, AsyncProducer> entries = entries(context);
            RouteSteps.connect(context);
            return new Generation(number, context, entries, afterStop);
        } catch (Exception | Error e) {
            context.stop();
            throw e;
        }
    }

    /** What {@link #load} would say of the same; nothing is left running. */
    static List<Problem> check(
            List<Path> routeFiles,
            Map<String, Function<SeraiComponent.Options, Step>> steps,
            Map<String, String> properties) {
        PolicyCheck.Loaded loaded = loaded(1, routeFiles, steps, properties, Insight.NONE);
        loaded.context().stop();
        return loaded.problems();
    }

    private static PolicyCheck.Loaded loaded(
            long number,
            List<Path> routeFiles,
            Map<String, Function<SeraiComponent.Options, Step>> steps,
            Map<String, String> properties,
            Insight insight) {
        return PolicyCheck.load(
                routeFiles,
                () -> {
                    var context = new DefaultCamelContext(false);
                    configure(context, number, steps, properties);
                    insight.into(context);
                    context.build();
                    return context;
                },
                properties.keySet());
    }

    private static void configure(
            DefaultCamelContext context,
            long number,
            Map<String, Function<SeraiComponent.Options, Step>> steps,
            Map<String, String> properties) {
        context.getCamelContextExtension().setName("policy-" + number);
        context.setSourceLocationEnabled(true);
        context.setStreamCaching(false);
        context.setAllowUseOriginalMessage(false);
        context.setMessageHistory(false);
        context.setLoadTypeConverters(false);
        context.getCamelContextExtension().addLogListener(new PlainLog());
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
        var serai = new SeraiComponent(steps);
        context.addComponent("serai", serai);
        context.addComponent("kamelet", new KameletSteps(serai));
        var direct = new DirectComponent();
        direct.setBlock(false);
        context.addComponent("direct", direct);
    }

    /** Routes that others than routes call. */
    static List<String> entryNames() {
        var names = new ArrayList<String>();
        for (Phase phase : Phase.values()) {
            names.add(phase.id());
        }
        names.addAll(List.of(AUDIT, OUTBOUND, RELEASE, RELEASE_DELIVER));
        return names;
    }

    private static Map<String, AsyncProducer> entries(CamelContext context) {
        var out = new HashMap<String, AsyncProducer>();
        for (String name : entryNames()) {
            try {
                AsyncProducer producer = context.getEndpoint("direct:" + name).createAsyncProducer();
                producer.start();
                out.put(name, producer);
            } catch (Exception e) {
                throw new IllegalStateException("direct:" + name + " cannot be called", e);
            }
        }
        return out;
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

    /** No new exchange from now on; stops after the last one, at once where there is none. Again does nothing. */
    void retire() {
        if (inFlight.getAndUpdate(now -> now < 0 ? now : now + RETIRED) == 0) {
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
        PolicyExchange.waitsFor(outer, inner);
        PolicyExchange.trace(inner, PolicyExchange.trace(outer));
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
