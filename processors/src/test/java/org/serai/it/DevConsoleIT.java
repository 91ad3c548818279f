package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Camel's developer consoles of a real Serai over HTTP. */
class DevConsoleIT {

    private static final String PASSWORD = "imap-s3cr3t";
    private static final String SUBJECT = "subject-s3cr3t";
    private static final String JSON = "application/json";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path home;

    private static SeraiProcess serai;
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        serai = SeraiProcess.in(home)
                .property("management.dev-console", "true")
                .property("http.host", "0.0.0.0")
                .property("learn.imap.uri", "imap://127.0.0.1:" + Ports.free())
                .property("learn.imap.user", "trainer")
                .property("learn.imap.password", PASSWORD)
                .start();
        serai.awaitLog(0, "Send a message: swaks");
        token = Files.readString(serai.data().resolve("admin.token")).strip();
        send();
    }

    private static void send() throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            assertThat(client.send(
                            "a@sender.example",
                            SeraiProcess.RCPT,
                            Wire.bytes("Subject: " + SUBJECT + "\r\n\r\ntext\r\n")))
                    .startsWith("250");
        }
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    private static HttpRequest.Builder request(String host, String page) {
        return HttpRequest.newBuilder(URI.create("http://" + host + ":" + serai.httpPort() + "/q/dev" + page));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> ask(String page, String type) throws Exception {
        return send(request("127.0.0.1", page)
                .header("Authorization", "Bearer " + token)
                .header("Accept", type));
    }

    private static JsonNode json(String page) throws Exception {
        HttpResponse<String> answer = ask(page, JSON);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(JSON);
        return new ObjectMapper().readTree(answer.body());
    }

    private static List<String> ids() throws Exception {
        var out = new ArrayList<String>();
        json("").fieldNames().forEachRemaining(out::add);
        return out;
    }

    @Test
    void theyAreListed() throws Exception {
        assertThat(ids())
                .contains("context", "route", "top", "consumer", "health")
                .doesNotContain("trace", "send", "log");
        HttpResponse<String> text = ask("", "*/*");
        assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(text.body()).contains("route: Route information\n");
        assertThat(ask("/", "*/*").body()).isEqualTo(text.body());
    }

    @Test
    void theyShowThePolicyInForceWithItsCountersAndTheListeners() throws Exception {
        // Another test may just have put a new policy in force.
        send();
        JsonNode data = json("/route?filter=data").at("/route/routes/0");
        assertThat(data.path("routeId").asText()).isEqualTo("data");
        assertThat(data.at("/statistics/exchangesTotal").asInt()).isPositive();
        assertThat(ask("/route", "text/plain").body()).contains("Id: mail-from", "State: Started");
        assertThat(ask("/top/*", "text/plain").body()).contains("verdict");
        assertThat(ask("/source/helo", "text/plain").body())
                .contains("serai:helo")
                .doesNotContain("serai:dmarc");
        assertThat(json("/route?context=listeners").findValuesAsText("routeId"))
                .contains("smtp", "training-junk")
                .doesNotContain("data");
        assertThat(json("/context").at("/context/name").asText()).startsWith("policy-");
    }

    @Test
    void afterAnEditTheyShowTheNewPolicy() throws Exception {
        String before = json("/context").at("/context/name").asText();
        Path helo = serai.routes().resolve("helo.camel.yaml");
        Files.writeString(helo, Files.readString(helo).replaceFirst("description: Bare.*", "description: Edited"));

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        json("/context").at("/context/name").asText())
                .isNotEqualTo(before));

        assertThat(ask("/source/helo", "text/plain").body()).contains("description: Edited");
    }

    /** But for the port. */
    @Test
    void theCommandsOfThePageAreAnswered() throws IOException {
        Needs.tool("curl");
        List<String> commands = Files.readString(Repository.root().resolve("docs/jmx.md"))
                .lines()
                .filter(line -> line.startsWith("curl "))
                .toList();
        assertThat(commands).hasSizeGreaterThan(4).allSatisfy(line -> {
            Path said = home.resolve("curl-" + System.nanoTime() + ".log");
            List<String> shell = List.of(
                    "sh", "-c", line.replace("curl ", "curl -sS ").replace(":8080/", ":" + serai.httpPort() + "/"));
            try (var curl = ChildProcess.start(home, said, Map.of(), shell)) {
                assertThat(curl.awaitExit(Duration.ofSeconds(60))).isZero();
                assertThat(curl.log()).isNotBlank().doesNotContain("about:blank");
            }
        });
    }

    @Test
    void noneShowsAPasswordOrAMail() throws Exception {
        for (String id : ids()) {
            for (String context : List.of("policy", "listeners")) {
                for (String type : List.of(JSON, "text/plain")) {
                    HttpResponse<String> answer = ask("/" + id + "?context=" + context, type);
                    assertThat(answer.statusCode()).as(id).isEqualTo(200);
                    assertThat(answer.body()).as(id).doesNotContain(PASSWORD, SUBJECT, token, "a@sender.example");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/route?action=stop&filter=*, 400, This console takes",
        "/processor?action=disable, 400, This console takes",
        "/route?context=other, 400, context is one of",
        "/memory?limit=1, 400, This console takes context",
        "/send?endpoint=direct:data, 404, GET /q/dev",
        "/trace?dump=true, 404, GET /q/dev",
        "/properties, 404, GET /q/dev",
        "/../../etc/passwd, 404, Not Found"
    })
    void whatWouldActOrTellMoreIsRefused(String page, int status, String told) throws Exception {
        HttpResponse<String> answer = ask(page, JSON);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (!told.equals("Not Found")) {
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.body()).contains(told);
        }
        assertThat(json("/route?filter=data").findValuesAsText("state")).contains("Started");
    }

    @Test
    void othersGetNothing() throws Exception {
        assertThat(send(request("127.0.0.1", "/route")).statusCode()).isEqualTo(401);
        assertThat(send(request("127.0.0.1", "/route").header("Authorization", "Bearer " + "0".repeat(64)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request("127.0.0.1", "/route")
                                .header("Authorization", "Bearer " + token)
                                .header("Origin", "http://127.0.0.1"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(request("127.0.0.1", "/route")
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(405);
        HttpResponse<String> elsewhere =
                send(request(notLoopback(), "/route").header("Authorization", "Bearer " + token));
        assertThat(elsewhere.statusCode()).isEqualTo(403);
        assertThat(elsewhere.body()).contains("on the machine that Serai runs on");
    }

    /** An address by which this machine reaches itself as others do. */
    private static String notLoopback() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow()
                .getHostAddress();
    }

    @Test
    void thereAreNoneUnlessWanted(@TempDir Path other) throws Exception {
        try (var plain = SeraiProcess.in(other).start()) {
            plain.awaitHealth("\"status\":\"UP\"");
            var url = URI.create("http://127.0.0.1:" + plain.httpPort() + "/q/dev/route");
            assertThat(send(HttpRequest.newBuilder(url)).statusCode()).isEqualTo(404);
        }
    }
}
