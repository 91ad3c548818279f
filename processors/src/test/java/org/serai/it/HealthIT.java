package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages by which an orchestrator and an operator learn how Serai does: live, ready, started, each with its causes. */
class HealthIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Page(int status, JsonNode body) {

        /** The check of this name. */
        JsonNode check(String name) {
            for (JsonNode check : body.path("checks")) {
                if (check.path("name").asText().equals(name)) {
                    return check;
                }
            }
            throw new AssertionError("no check " + name + " in " + body);
        }
    }

    private static Page page(int port, String name) throws Exception {
        var url = URI.create("http://127.0.0.1:" + port + "/observe/health" + name);
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        return new Page(answer.statusCode(), new ObjectMapper().readTree(answer.body()));
    }

    /** What the page says over and over until it is told to stop, each answer once. */
    private static Set<Page> watch(int port, String name, AtomicBoolean stop) {
        var seen = new LinkedHashSet<Page>();
        while (!stop.get()) {
            try {
                seen.add(page(port, name));
            } catch (IOException e) {
                // Nobody listens yet, or Camel takes the port over.
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return seen;
    }

    private static List<String> waitedFor(Page page) {
        var out = new ArrayList<String>();
        page.body().path("checks").forEach(check -> {
            assertThat(check.path("message").asText()).isNotBlank();
            out.add(check.path("name").asText());
        });
        return out;
    }

    @Test
    void whileItStartsThePagesSayWhatIsWaitedFor(@TempDir Path home) throws Exception {
        int port = Ports.free();
        var stop = new AtomicBoolean();
        var started = CompletableFuture.supplyAsync(() -> watch(port, "/started", stop));
        var live = CompletableFuture.supplyAsync(() -> watch(port, "/live", stop));
        try (var serai = SeraiProcess.in(home).property("http.port", port).start()) {
            await().atMost(LONG).until(() -> page(port, "/started").status() == 200);
            stop.set(true);

            List<Page> seen = List.copyOf(started.join());
            assertThat(waitedFor(seen.get(0))).contains("listeners").containsAnyOf("store", "policy");
            assertThat(seen)
                    .filteredOn(page -> page.body().path("status").asText().equals("DOWN"))
                    .isNotEmpty()
                    .allSatisfy(page -> {
                        assertThat(page.status()).isEqualTo(503);
                        assertThat(waitedFor(page)).isNotEmpty();
                    });
            assertThat(seen.get(seen.size() - 1).body().toString()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(live.join()).extracting(Page::status).containsOnly(200);
        }
    }

    @Test
    void whatIsDownIsNamedWithItsCauseAndWhatToDo(@TempDir Path home) throws Exception {
        int nobody = Ports.free();
        try (var serai = SeraiProcess.in(home)
                .backend(nobody)
                .property("clamav.uri", "tcp://127.0.0.1:" + Ports.free())
                .start()) {
            int port = serai.httpPort();
            await().atMost(LONG).untilAsserted(() -> {
                Page ready = page(port, "/ready");
                assertThat(ready.status()).isEqualTo(503);
                assertThat(ready.body().path("status").asText()).isEqualTo("DOWN");
                JsonNode backend = ready.check("backend");
                assertThat(backend.path("status").asText()).isEqualTo("DOWN");
                assertThat(backend.path("message").asText()).contains("deferred with 451", "backend.uri");
                assertThat(backend.at("/data")
                                .path("smtp://127.0.0.1:" + nobody)
                                .asText())
                        .contains("refused");
                JsonNode clamav = ready.check("clamav");
                assertThat(clamav.path("status").asText()).isEqualTo("DOWN");
                assertThat(clamav.path("message").asText()).contains("clamav.uri", "CLAMAV_TEMPERROR");
                assertThat(ready.check("store").path("status").asText()).isEqualTo("UP");
            });
            assertThat(page(port, "/live").status()).isEqualTo(200);
            assertThat(page(port, "/started").status()).isEqualTo(200);
            Page all = page(port, "");
            assertThat(all.status()).isEqualTo(503);
            assertThat(all.check("backend").path("status").asText()).isEqualTo("DOWN");
        }
    }

    @Test
    void withoutABrokerItIsUpAndSaysSo(@TempDir Path home) throws Exception {
        try (var serai = SeraiProcess.in(home)
                .property("kafka.brokers", "127.0.0.1:" + Ports.free())
                .property("quarantine.uri", "kafka:mail.quarantine")
                .start()) {
            int port = serai.httpPort();
            await().atMost(LONG).untilAsserted(() -> {
                Page ready = page(port, "/ready");
                JsonNode quarantine = ready.check("quarantine");
                assertThat(quarantine.path("status").asText()).isEqualTo("UP");
                assertThat(quarantine.at("/data/topic").asText()).contains("not reachable");
                assertThat(ready.status()).as(ready.body().toString()).isEqualTo(200);
            });
        }
    }
}
