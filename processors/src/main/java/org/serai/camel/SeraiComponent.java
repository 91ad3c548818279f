package org.serai.camel;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.config.Nearest;

/** {@code serai:<name>?options}: the steps of routes, and what some begin with, from explicit tables. */
public final class SeraiComponent extends DefaultComponent {

    private final Map<String, Function<Options, Step>> steps;
    private final Map<String, Function<Options, Source>> sources;

    /** For another's Camel application, which finds it by its name: {@code from: serai:firewall} runs all of Serai there. */
    public SeraiComponent() {
        this(Map.of(), Map.of("firewall", options -> new FirewallSource(options.bind(FirewallSource.Options.class))));
    }

    /** For a policy, in which no route begins by itself. */
    SeraiComponent(Map<String, Function<Options, Step>> steps) {
        this(steps, Map.of());
    }

    SeraiComponent(Map<String, Function<Options, Step>> steps, Map<String, Function<Options, Source>> sources) {
        this.steps = Map.copyOf(steps);
        this.sources = Map.copyOf(sources);
    }

    /** There is a step or source of the name in a URI. */
    boolean knows(String uri) {
        return steps.containsKey(name(uri)) || sources.containsKey(name(uri));
    }

    /** The name in {@code serai:<name>?options}, also where it is written as a Kamelet; empty where a URI is neither. */
    static String name(String uri) {
        boolean own = uri.startsWith("serai:");
        if (!own && !uri.startsWith("kamelet:")) {
            return "";
        }
        int query = uri.indexOf('?');
        String path = uri.substring(uri.indexOf(':') + 1, query < 0 ? uri.length() : query);
        String name = path.startsWith("//") ? path.substring(2) : path;
        return own ? name : Kamelets.filter(name);
    }

    /**
     * The parameters of one step.
     *
     * @param step its name
     * @param said parameters by name
     */
    record Options(String step, Map<String, String> said) {

        /** As a record; what the parameters leave open comes from {@code properties}. */
        <R extends Record> R bind(Class<R> type, Function<String, @Nullable String> properties) {
            refuseOthers(List.of(type));
            return Binder.bind(type, name -> "option " + name + " of serai:" + step, name -> {
                String value = said.get(name);
                return value == null ? properties.apply(name) : value;
            });
        }

        <R extends Record> R bind(Class<R> type) {
            return bind(type, name -> null);
        }

        /** Refuses parameters that none of these records has. */
        void refuseOthers(List<Class<? extends Record>> types) {
            List<String> known = types.stream()
                    .flatMap(type -> Binder.declared("", type).stream())
                    .map(Binder.Declared::name)
                    .toList();
            for (String name : said.keySet()) {
                if (!known.contains(name)) {
                    throw new ConfigException("serai:" + step + " has no option '" + name + "'"
                            + Nearest.to(name, known)
                            + (known.isEmpty() ? " It has none." : " It has: " + String.join(", ", known)));
                }
            }
        }

        Options without(String name) {
            var rest = new TreeMap<>(said);
            rest.remove(name);
            return new Options(step, rest);
        }

        Options only(String name) {
            String value = said.get(name);
            return new Options(step, value == null ? Map.of() : Map.of(name, value));
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        var said = new TreeMap<String, String>();
        // Camel's YAML makes ownUsers of own-users, before anybody asks us.
        parameters.forEach((name, value) -> said.put(Binder.kebab(name), String.valueOf(value)));
        parameters.clear();
        var options = new Options(remaining, said);
        Function<Options, Step> step = steps.get(remaining);
        if (step != null) {
            return new StepEndpoint(uri, this, step.apply(options));
        }
        Function<Options, Source> source = sources.get(remaining);
        if (source != null) {
            return new SourceEndpoint(uri, this, source.apply(options));
        }
        throw new ConfigException("there is no step serai:" + remaining + Nearest.to(remaining, steps.keySet())
                + " There are: "
                + String.join(", ", steps.keySet().stream().sorted().toList()));
    }

    /** One step with its options; shared by all places of the policy that write the same URI. */
    static final class StepEndpoint extends DefaultEndpoint {

        private final Step step;

        private StepEndpoint(String uri, Component component, Step step) {
            super(uri, component);
            this.step = step;
        }

        Step step() {
            return step;
        }

        @Override
        public Producer createProducer() {
            return new DefaultAsyncProducer(this) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    try {
                        return step.take(exchange, callback);
                    } catch (Exception | Error e) {
                        exchange.setException(e);
                        callback.done(true);
                        return true;
                    }
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new ConfigException(getEndpointUri() + " is a step; a route cannot begin with it");
        }
    }

    private static final class SourceEndpoint extends DefaultEndpoint {

        private final Source source;

        private SourceEndpoint(String uri, Component component, Source source) {
            super(uri, component);
            this.source = source;
        }

        @Override
        public Producer createProducer() {
            throw new ConfigException(getEndpointUri() + " is what a route begins with; it is no step");
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return source.consumer(this, processor);
        }
    }
}
