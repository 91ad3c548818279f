package org.serai.camel;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.serai.admin.AdminJson;
import org.serai.admin.Guard;
import org.serai.admin.Problem;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's developer consoles over HTTP, where Camel has them: {@code GET /q/dev} lists them, {@code GET /q/dev/<id>} asks one, as text or, by
 * {@code Accept: application/json}, in JSON. For who shows the token of the admin API, on this machine; docs/jmx.md.
 */
final class DevConsoles {

    private static final Logger LOG = LoggerFactory.getLogger(DevConsoles.class);

    private static final String PATH = "/q/dev";
    private static final String LISTENERS = "listeners";
    private static final Set<String> CONTEXTS = Set.of("policy", LISTENERS);
    private static final String CONTEXT = "context";

    private final Guard guard;
    private final CamelContext main;
    private final Supplier<? extends CamelContext> policy;

    /**
     * @param main the context of the listeners
     * @param policy the one in force
     */
    DevConsoles(Guard guard, CamelContext main, Supplier<? extends CamelContext> policy) {
        this.guard = guard;
        this.main = main;
        this.policy = policy;
    }

    /** From now on, at this port. */
    void serve(int port) {
        var router = VertxPlatformHttpRouter.lookup(main, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        for (String path : List.of(PATH, PATH + "/*")) {
            router.get(path).order(-1).blockingHandler(this::answer, false);
        }
    }

    private void answer(RoutingContext request) {
        try {
            requireThisMachine(request);
            guard.check(field(request, "Host"), field(request, "Origin"), field(request, "Authorization"));
            answer(request, rest(request));
        } catch (Refusal e) {
            refuse(request, e.problem());
        } catch (RuntimeException e) {
            LOG.error("A developer console failed", e);
            refuse(request, new Problem(Kind.INTERNAL, "Internal error", "The log tells more"));
        }
    }

    private static void requireThisMachine(RoutingContext request) throws Refusal {
        InetAddress client = NetUtil.createInetAddressFromIpAddressString(
                String.valueOf(request.request().remoteAddress().hostAddress()));
        if (client == null || !client.isLoopbackAddress()) {
            throw new Refusal(
                    Kind.FORBIDDEN,
                    "Not from here",
                    "The consoles answer on the machine that Serai runs on, or by kubectl port-forward");
        }
    }

    /** Of several of one name none is heard. */
    private static @Nullable String field(RoutingContext request, String name) {
        List<String> said = request.request().headers().getAll(name);
        return said.isEmpty() ? null : said.size() == 1 ? said.get(0) : "";
    }

    /** What stands behind {@link #PATH}: nothing, or an id, or an id and a pattern of routes. */
    private static String rest(RoutingContext request) {
        String path = request.normalizedPath();
        return path.length() <= PATH.length() + 1 ? "" : path.substring(PATH.length() + 1);
    }

    private void answer(RoutingContext request, String rest) throws Refusal {
        String accepted = field(request, "Accept");
        boolean json = accepted != null && accepted.contains("json");
        if (rest.isEmpty()) {
            tell(request, json ? index().toJson() : listing(), json);
            return;
        }
        int slash = rest.indexOf('/');
        String id = slash < 0 ? rest : rest.substring(0, slash);
        Map<String, String> parameters = parameters(request, id);
        CamelContext context = LISTENERS.equals(parameters.remove(CONTEXT)) ? main : policy.get();
        // By it some of them know which routes.
        parameters.put(Exchange.HTTP_PATH, rest);
        if (json) {
            var answer = new JsonObject();
            answer.put(id, Consoles.json(id, context, parameters));
            tell(request, answer.toJson(), true);
        } else {
            tell(request, Consoles.text(id, context, parameters), false);
        }
    }

    private static Map<String, String> parameters(RoutingContext request, String id) throws Refusal {
        Set<String> known = Consoles.parameters(id);
        if (known == null) {
            throw new Refusal(
                    Kind.UNKNOWN,
                    "No such console",
                    "There is none of this name, or it would change something or show mail or passwords; GET " + PATH
                            + " lists them");
        }
        var out = new HashMap<String, String>();
        for (var each : request.queryParams()) {
            boolean context = each.getKey().equals(CONTEXT);
            if (context && !CONTEXTS.contains(each.getValue())) {
                throw new Refusal(Kind.BAD_REQUEST, "Bad request", "context is one of " + new TreeSet<>(CONTEXTS));
            }
            if (!context && !known.contains(each.getKey())) {
                throw new Refusal(
                        Kind.BAD_REQUEST,
                        "Bad request",
                        "This console takes context" + (known.isEmpty() ? "" : " and " + new TreeSet<>(known)));
            }
            out.put(each.getKey(), each.getValue());
        }
        return out;
    }

    private static String listing() {
        var out = new StringBuilder();
        Consoles.all().forEach(console -> out.append(console.getId())
                .append(": ")
                .append(console.getDescription())
                .append('\n'));
        return out.toString();
    }

    private static JsonObject index() {
        var out = new JsonObject();
        Consoles.all().forEach(console -> {
            var about = new JsonObject();
            about.put("id", console.getId());
            about.put("displayName", console.getDisplayName());
            about.put("description", console.getDescription());
            out.put(console.getId(), about);
        });
        return out;
    }

    private static void tell(RoutingContext request, String body, boolean json) {
        head(request, json ? "application/json" : "text/plain; charset=utf-8").end(body);
    }

    private static void refuse(RoutingContext request, Problem problem) {
        HttpServerResponse response =
                head(request, AdminJson.PROBLEM).setStatusCode(problem.kind().status());
        if (problem.kind() == Kind.UNAUTHORIZED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.end(AdminJson.problem(problem));
    }

    private static HttpServerResponse head(RoutingContext request, String type) {
        return request.response()
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }
}
