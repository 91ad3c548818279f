package org.serai.camel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.serai.config.ConfigException;

/**
 * What a start waits for, told at {@code /observe/health} until Camel serves it, which is at the end: {@code live} is up, all others are down with
 * a cause each.
 */
final class StartHealth implements AutoCloseable {

    private static final String PATH = "/observe/health";

    private final Map<String, String> waiting = new LinkedHashMap<>();
    private final HttpServer server;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Opens the port.
     *
     * @param threads answer; a client that is slow keeps one of them
     * @throws ConfigException when it cannot be had
     */
    StartHealth(String host, int port, Executor threads) {
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new ConfigException("http.port = " + port + ": cannot listen on " + host + ": " + e.getMessage(), e);
        }
        server.createContext(PATH, this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** One more thing is waited for, for the reason that {@code message} gives to people. */
    synchronized void waitFor(String part, String message) {
        waiting.put(part, message);
    }

    /** It is there. */
    synchronized void has(String part) {
        waiting.remove(part);
    }

    /** As Camel writes health. */
    synchronized String json() {
        var root = new JsonObject();
        root.put("status", waiting.isEmpty() ? "UP" : "DOWN");
        if (!waiting.isEmpty()) {
            var checks = new JsonArray();
            waiting.forEach((part, message) -> {
                var check = new JsonObject();
                check.put("name", part);
                check.put("status", "DOWN");
                check.put("message", message);
                checks.add(check);
            });
            root.put("checks", checks);
        }
        return root.toJson();
    }

    private void answer(HttpExchange request) throws IOException {
        try (request) {
            if (!request.getRequestMethod().equals("GET")) {
                request.sendResponseHeaders(405, -1);
                return;
            }
            boolean live = request.getRequestURI().getPath().equals(PATH + "/live");
            byte[] body = (live ? "{\"status\":\"UP\"}" : json()).getBytes(StandardCharsets.UTF_8);
            request.getResponseHeaders().set("Content-Type", "application/json");
            request.sendResponseHeaders(live ? 200 : 503, body.length);
            request.getResponseBody().write(body);
        }
    }

    /** Leaves the port to Camel. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.stop(0);
        }
    }
}
