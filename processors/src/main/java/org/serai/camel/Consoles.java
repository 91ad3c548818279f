package org.serai.camel;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.impl.console.ConsumerDevConsole;
import org.apache.camel.impl.console.ContextDevConsole;
import org.apache.camel.impl.console.GarbageCollectorDevConsole;
import org.apache.camel.impl.console.HealthDevConsole;
import org.apache.camel.impl.console.InflightConsole;
import org.apache.camel.impl.console.MemoryDevConsole;
import org.apache.camel.impl.console.ProcessorDevConsole;
import org.apache.camel.impl.console.RouteDevConsole;
import org.apache.camel.impl.console.RouteStructureDevConsole;
import org.apache.camel.impl.console.SourceDevConsole;
import org.apache.camel.impl.console.ThreadDevConsole;
import org.apache.camel.impl.console.TopDevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Those of Camel's developer consoles that may be asked here: they look, change nothing, and tell nothing of a message. The others stay away: send, receive,
 * reload, debug and log change something; trace, browse, message-history, variables and event show messages; properties, system-properties, jvm, bean and
 * main-configuration show passwords.
 */
final class Consoles {

    private static final String FILTER = "filter";
    private static final String LIMIT = "limit";

    /** @param parameters that it may be given; those by which a console acts, such as {@code action}, are not among them */
    private record Allowed(Supplier<AbstractDevConsole> made, Set<String> parameters) {}

    private static final List<Allowed> ALLOWED = List.of(
            new Allowed(ContextDevConsole::new, Set.of()),
            new Allowed(RouteDevConsole::new, Set.of(FILTER, LIMIT, "processors")),
            new Allowed(TopDevConsole::new, Set.of(FILTER, LIMIT)),
            new Allowed(ProcessorDevConsole::new, Set.of(FILTER, LIMIT)),
            new Allowed(RouteStructureDevConsole::new, Set.of(FILTER, LIMIT, "brief")),
            new Allowed(SourceDevConsole::new, Set.of(FILTER, LIMIT)),
            new Allowed(ConsumerDevConsole::new, Set.of()),
            new Allowed(InflightConsole::new, Set.of(FILTER, LIMIT)),
            new Allowed(HealthDevConsole::new, Set.of()),
            new Allowed(MemoryDevConsole::new, Set.of()),
            new Allowed(GarbageCollectorDevConsole::new, Set.of()),
            new Allowed(ThreadDevConsole::new, Set.of("stackTrace")));

    private static final Map<String, Allowed> BY_ID =
            ALLOWED.stream().collect(Collectors.toMap(each -> each.made().get().getId(), each -> each));

    private Consoles() {}

    /** Fresh ones, in the order of their listing. */
    static List<AbstractDevConsole> all() {
        return ALLOWED.stream().map(each -> each.made().get()).toList();
    }

    /** What it may be given; null when there is none of this id that may be asked. */
    static @Nullable Set<String> parameters(String id) {
        Allowed allowed = BY_ID.get(id);
        return allowed == null ? null : allowed.parameters();
    }

    /**
     * Asks one about a context, in JSON.
     *
     * @param id one of {@link #all}
     */
    static JsonObject json(String id, CamelContext context, Map<String, String> parameters) {
        return masked((Map<?, ?>) call(id, MediaType.JSON, context, parameters));
    }

    /** The same in plain text. */
    static String text(String id, CamelContext context, Map<String, String> parameters) {
        return String.valueOf(call(id, MediaType.TEXT, context, parameters))
                .lines()
                .map(URISupport::sanitizeUri)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Object call(String id, MediaType type, CamelContext context, Map<String, String> parameters) {
        Allowed allowed = BY_ID.get(id);
        if (allowed == null) {
            throw new IllegalArgumentException("no console that may be asked: " + id);
        }
        AbstractDevConsole console = allowed.made().get();
        console.setCamelContext(context);
        return console.call(type, new HashMap<>(parameters));
    }

    private static JsonObject masked(Map<?, ?> map) {
        var out = new JsonObject();
        map.forEach((name, each) -> out.put(String.valueOf(name), masked(each)));
        return out;
    }

    /** Camel's consoles show addresses of endpoints as they are, with the passwords of whoever wrote one there. */
    private static @Nullable Object masked(@Nullable Object value) {
        if (value instanceof String text) {
            return URISupport.sanitizeUri(text);
        }
        if (value instanceof Map<?, ?> map) {
            return masked(map);
        }
        if (value instanceof Collection<?> all) {
            var out = new JsonArray();
            all.forEach(each -> out.add(masked(each)));
            return out;
        }
        return value;
    }
}
