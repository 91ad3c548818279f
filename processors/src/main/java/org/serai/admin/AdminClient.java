package org.serai.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.serai.config.ConfigException;

/** Asks the Serai that runs on this machine. */
public final class AdminClient {

    private static final String QUARANTINE = "/api/v1/quarantine";

    /** A backend may take its time. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What it has answered.
     *
     * @param status of HTTP
     * @param json what was asked for, or a problem
     */
    public record Answer(int status, String json) {

        /** It was done. */
        public boolean ok() {
            return status == 200;
        }

        /** What is wrong, in words for people; all but printable ASCII is escaped. */
        public String problem() {
            try {
                JsonNode said = JSON.readTree(json);
                return QuarantineText.plain(
                        said.path("title").asText() + ": " + said.path("detail").asText());
            } catch (JsonProcessingException e) {
                return "HTTP " + status;
            }
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final AdminSettings settings;
    private final String token;

    /**
     * Nothing is asked yet.
     *
     * @param file with the token
     * @throws ConfigException when there is no API, or the token cannot be read
     */
    public AdminClient(AdminSettings settings, Path file) {
        this.settings = settings;
        if (!settings.on()) {
            throw new ConfigException("admin.port = 0: there is no admin API to ask");
        }
        if (Files.notExists(file)) {
            throw new ConfigException("there is no " + file + ": Serai has not run with this data.dir yet; start it");
        }
        this.token = new String(SecretFile.read("admin.token", file), StandardCharsets.ISO_8859_1);
    }

    /** A page of messages. */
    public Answer list(Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return ask("GET", query.isEmpty() ? "" : "?" + query, "");
    }

    /** One message. */
    public Answer show(String id) {
        return ask("GET", "/" + encoded(id), "");
    }

    /** Takes one away. */
    public Answer delete(String id, Map<String, Object> body) {
        return ask("DELETE", "/" + encoded(id), json(body));
    }

    /** Does something with one: {@code release} or {@code train}. */
    public Answer act(String id, String what, Map<String, Object> body) {
        return ask("POST", "/" + encoded(id) + "/" + what, json(body));
    }

    /** Takes away all of a recipient. */
    public Answer purge(Map<String, Object> body) {
        return ask("POST", "/purge", json(body));
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static String json(Map<String, Object> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values", e);
        }
    }

    private Answer ask(String method, String path, String body) {
        String host = settings.local();
        URI uri = URI.create("http://" + host + ":" + settings.port() + QUARANTINE + path);
        var request = HttpRequest.newBuilder(uri)
                .timeout(LONGEST)
                .header("Authorization", "Bearer " + token)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(answer.statusCode(), answer.body());
        } catch (ConnectException e) {
            throw new ConfigException(
                    "nobody answers at " + host + ":" + settings.port()
                            + ": Serai does not run, or has another admin.port",
                    e);
        } catch (IOException e) {
            throw new ConfigException("the Serai that runs does not answer: " + ConfigException.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException("interrupted", e);
        }
    }
}
