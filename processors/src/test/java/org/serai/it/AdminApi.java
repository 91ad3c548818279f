package org.serai.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** The admin API of a Serai under test, as a program asks it. */
final class AdminApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it has answered. */
    record Answer(int status, String type, String caching, byte[] body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SeraiProcess serai;

    AdminApi(SeraiProcess serai) {
        this.serai = serai;
    }

    String token() throws IOException {
        return Files.readString(serai.data().resolve("admin.token")).strip();
    }

    Answer get(String path) throws Exception {
        return ask("GET", path, "", Map.of("Authorization", "Bearer " + token()));
    }

    Answer post(String path, String body) throws Exception {
        return ask(
                "POST", path, body, Map.of("Authorization", "Bearer " + token(), "Content-Type", "application/json"));
    }

    Answer delete(String path) throws Exception {
        return ask("DELETE", path, "", Map.of("Authorization", "Bearer " + token()));
    }

    /** Under {@code /api/v1/quarantine}. */
    Answer ask(String method, String path, String body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + serai.adminPort() + "/api/v1/quarantine" + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.headers().firstValue("Cache-Control").orElse(""),
                answer.body());
    }

    /** Lets a message out; what became of each recipient, {@code address outcome}. */
    List<String> release(String id, String body) throws Exception {
        return outcomes(post("/" + id + "/release", body));
    }

    static List<String> outcomes(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " " + Wire.text(answer.body()));
        }
        return answer.json().findParents("outcome").stream()
                .map(each -> each.path("recipient").asText() + " "
                        + each.path("outcome").asText())
                .toList();
    }
}
