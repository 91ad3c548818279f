package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages leave quarantine by API and command: who gets them, how often, and who may not. */
@Timeout(300)
class ReleaseIT {

    private static final byte[] MESSAGE = message("odd \u00e9", Wire.bytes("..two\r\n.\r\nlone\u0000nul\r\nend\r\n"));

    @TempDir
    private Path home;

    private static SeraiProcess.Setup setup(Path home, SmtpSink sink) {
        return SeraiProcess.in(home)
                .backend(sink.port())
                .property("threshold.tag", "0.1")
                .property("threshold.quarantine", "0.1")
                .property("threshold.reject", "1000")
                .manySessions();
    }

    private static String quarantine(SeraiProcess serai, byte[] message, String... recipients) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.patience(LONG);
            client.data("a@sender.example", recipients).write(Wire.data(message));
            return id(client.reply());
        }
    }

    private static void assertVerified(SeraiProcess serai) throws IOException {
        assertThat(serai.differences()).isEmpty();
    }

    /** But for the one field in front the very bytes. */
    static void assertExact(SmtpSink.Message sent, byte[] message, String id) {
        String text = Wire.text(sent.content());
        assertThat(text).startsWith("X-Serai-Released: " + id + " by mx.local.example\r\n\tid ");
        int end = text.indexOf("\r\n", text.indexOf("\r\n\t") + 2) + 2;
        assertThat(text.substring(end)).isEqualTo(Wire.text(message));
    }

    @Test
    void eachRecipientGetsTheVeryBytesOnce() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = setup(home, sink).start()) {
            var api = new AdminApi(serai);
            String id = quarantine(serai, MESSAGE, "a@local.example", "b@local.example", "c@local.example");

            assertThat(Files.getPosixFilePermissions(serai.data().resolve("admin.token")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(api.get("?recipient=B@local.example")
                            .json()
                            .at("/messages/0/id")
                            .asText())
                    .isEqualTo(id);
            assertThat(api.get("").caching()).isEqualTo("no-store");
            assertThat(api.get("/01jdmb0000000000").caching()).isEqualTo("no-store");
            AdminApi.Answer bytes = api.get("/" + id + "/message");
            assertThat(bytes.body()).isEqualTo(MESSAGE);
            assertThat(bytes.type()).isEqualTo("application/octet-stream");
            assertThat(bytes.caching()).isEqualTo("no-store");

            assertThat(api.release(id, "{\"recipients\":[\"b@local.example\"],\"by\":\"anna\"}"))
                    .containsExactly("b@local.example released");
            assertThat(sink.messages()).singleElement().satisfies(sent -> {
                assertExact(sent, MESSAGE, id);
                assertThat(sent.mailFrom()).isEqualTo("a@sender.example");
                assertThat(sent.rcptTo()).containsExactly("b@local.example");
            });
            JsonNode shown = api.get("/" + id).json();
            assertThat(shown.path("state").asText()).isEqualTo("part-released");
            assertThat(shown.at("/released/0").asText()).isEqualTo("b@local.example");
            assertThat(shown.at("/event/envelope/rcptTo")).hasSize(3);

            assertThat(api.release(id, "{}"))
                    .containsExactly(
                            "a@local.example released", "b@local.example already-released", "c@local.example released");
            assertThat(api.release(id, "{}"))
                    .containsExactly(
                            "a@local.example already-released",
                            "b@local.example already-released",
                            "c@local.example already-released");
            assertThat(sink.messages()).hasSize(2);
            assertThat(sink.messages().get(1).rcptTo()).containsExactly("a@local.example", "c@local.example");
            assertThat(api.post("/" + id + "/release", "{\"recipients\":[\"d@local.example\"]}")
                            .status())
                    .isEqualTo(400);
            assertThat(sink.messages()).hasSize(2);

            Learned.await(serai, "RELEASE", "HAM", "LEARNED", 1);
            assertVerified(serai);
            await().atMost(LONG).untilAsserted(() -> assertThat(serai.verdicts("a@sender.example"))
                    .filteredOn(event -> event.path("phase").asText().equals("release"))
                    .hasSize(2)
                    .allSatisfy(event -> {
                        assertThat(event.at("/release/original").asText()).isEqualTo(id);
                        assertThat(event.path("disposition").asText()).isEqualTo("ACCEPT");
                    }));
        }
    }

    @Test
    void whatTheBackendRefusesStaysAndNobodyIsTold() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = setup(home, sink).start()) {
            var api = new AdminApi(serai);
            String id = quarantine(serai, MESSAGE, "a@local.example", "full@local.example");

            sink.refusing("full@local.example", "452 4.2.2 full");
            AdminApi.Answer answer = api.post("/" + id + "/release", "{\"by\":\"anna\"}");
            assertThat(AdminApi.outcomes(answer))
                    .containsExactly("a@local.example released", "full@local.example refused");
            assertThat(answer.json().path("done").asBoolean()).isFalse();
            assertThat(answer.json().findValuesAsText("reply").toString()).contains("452 4.2.2 full");

            sink.refusing("", "");
            sink.replying((verb, reply) -> verb.equals("DOT") ? "554 5.6.0 not this" : reply);
            assertThat(api.release(id, "{}")).contains("full@local.example refused");
            sink.replying((verb, reply) -> reply);
            assertThat(api.release(id, "{}"))
                    .containsExactly("a@local.example already-released", "full@local.example released");

            assertThat(sink.messages())
                    .extracting(SmtpSink.Message::rcptTo)
                    .containsExactly(List.of("a@local.example"), List.of("full@local.example"));
            assertVerified(serai);
        }
    }

    @Test
    void malwareIsLetOutByAnAdministratorAlone(@TempDir Path clam) throws Exception {
        byte[] virus = EicarMail.all().get(1).octets();
        try (var clamd = ClamdProcess.start(clam);
                var sink = SmtpSink.start();
                var serai = setup(home, sink)
                        .property("clamav.uri", clamd.uri())
                        // Which new signatures end, where the version of clamd tells of them; ours have none.
                        .property("clamav.cache-size", 0)
                        .property("filter.attachment.mode", "off")
                        .start()) {
            var api = new AdminApi(serai);
            Files.writeString(
                    serai.scores(),
                    Files.readString(serai.scores())
                            .replace("CLAMAV_VIRUS = REJECT always", "CLAMAV_VIRUS = QUARANTINE")
                            .replace("CLAMAV_TEMPERROR = DEFER", "CLAMAV_TEMPERROR = 1"));
            serai.awaitLog(0, "Policy generation 2 is in force");
            String id = quarantine(serai, virus, "a@local.example");

            AdminApi.Answer refused = api.post("/" + id + "/release", "{\"by\":\"operator\"}");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.type()).startsWith("application/problem+json");
            assertThat(refused.json().path("detail").asText()).contains("CLAMAV_VIRUS");
            assertThat(sink.messages()).isEmpty();

            clamd.kill9();
            String other = quarantine(serai, MESSAGE, "a@local.example");
            refused = api.post("/" + other + "/release", "{\"by\":\"operator\"}");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.json().path("detail").asText()).contains("CLAMAV_TEMPERROR");
            clamd.restart();
            assertThat(api.release(other, "{}")).containsExactly("a@local.example released");

            // Kept for something else, and harmless as far as anybody knew.
            byte[] outbreak = message("outbreak", Wire.bytes("the mark of tomorrow\r\n"));
            String early = quarantine(serai, outbreak, "a@local.example");
            assertThat(api.get("/" + early).json().path("symbols").toString()).doesNotContain("CLAMAV");
            clamd.learns("Test.Tomorrow", "the mark of tomorrow");
            refused = api.post("/" + early + "/release", "{\"by\":\"operator\"}");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.json().path("detail").asText()).contains("CLAMAV_VIRUS");
            assertThat(sink.messages()).hasSize(1);

            assertThat(api.release(id, "{\"by\":\"root\",\"administrator\":true}"))
                    .containsExactly("a@local.example released");
            assertThat(sink.messages()).hasSize(2);
            assertExact(sink.messages().get(1), virus, id);
            assertVerified(serai);
        }
    }

    @Test
    void whatIsReleasedIsLearnedAndItsAuthorTrustedAsThePropertiesSay() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = setup(home, sink)
                        .property("release.train", false)
                        .property("release.whitelist", true)
                        .start()) {
            var api = new AdminApi(serai);
            String first = quarantine(serai, message("first"), "a@local.example", "b@local.example");
            String second = quarantine(serai, message("second"), "a@local.example");

            api.release(first, "{\"recipients\":[\"a@local.example\"]}");
            api.release(second, "{\"trainAsHam\":true}");

            // The second alone: they are learned in their order.
            Learned.await(serai, "RELEASE", "HAM", "LEARNED", 1);
            assertThat(serai.command("state", "list", "correspondents"))
                    .contains("a@local.example a@sender.example")
                    .doesNotContain("b@local.example");
        }
    }

    @Test
    void twoReleasesAtOnceAreOneDelivery() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = setup(home, sink).start()) {
            var api = new AdminApi(serai);
            String id = quarantine(serai, MESSAGE, "a@local.example");

            CountDownLatch held = sink.hold("DOT");
            var first = CompletableFuture.supplyAsync(() -> answered(api, id));
            await().atMost(LONG).until(() -> sink.started() == 1);
            assertThat(answered(api, id).status()).isEqualTo(409);
            held.countDown();

            assertThat(first.get().status()).isEqualTo(200);
            assertThat(api.release(id, "{}")).containsExactly("a@local.example already-released");
            assertThat(sink.messages()).hasSize(1);
        }
    }

    @Test
    void aReleaseThatAKillCutsShortIsInDoubt() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = setup(home, sink).start()) {
            var api = new AdminApi(serai);
            String id = quarantine(serai, MESSAGE, "a@local.example");
            var sent = new CountDownLatch(1);
            sink.replying((verb, reply) -> {
                if (verb.equals("DOT")) {
                    sent.countDown();
                }
                return reply;
            });
            CountDownLatch held = sink.hold("DOT");
            var asked = CompletableFuture.supplyAsync(() -> answered(api, id));
            sent.await();

            serai.kill9();
            held.countDown();
            assertThat(asked).failsWithin(LONG);
            serai.restart();

            assertThat(serai.differences().values())
                    .singleElement()
                    .asString()
                    .contains("in doubt", id + " was released");
            assertThat(api.get("/" + id + "/message").body()).isEqualTo(MESSAGE);
        }
    }

    private static AdminApi.Answer answered(AdminApi api, String id) {
        try {
            return api.post("/" + id + "/release", "{}");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void commandsListShowReleaseTrainAndDelete() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = setup(home, sink).start()) {
            byte[] steering = message("=?utf-8?q?=1b[31mred=e2=80=ae?=");
            String id = quarantine(serai, steering, "a@local.example", "b@local.example");

            assertThat(serai.quarantine("list"))
                    .startsWith("ID ")
                    .contains(id, "<a@sender.example>", "a@local.example +1", "\\u001b[31mred\\u202e")
                    .doesNotContain("\u001b");
            assertThat(serai.quarantine("show", id)).contains("to           b@local.example", "place        files");
            assertThat(serai.quarantine("train", id, "--as", "spam")).contains(id + "  learned");
            assertThat(serai.quarantine("release", id, "--recipient", "b@local.example", "--no-train", "--by", "anna"))
                    .contains("released: b@local.example  250 2.0.0 kept");
            assertThat(serai.quarantine("release", id, "--json")).contains("\"outcome\":\"already-released\"");
            assertThat(serai.quarantine("delete", id)).contains(id + "  deleted");
            assertThat(serai.data().resolve("quarantine/" + id + ".eml")).doesNotExist();
            assertThat(serai.data().resolve("quarantine/" + id + ".json")).doesNotExist();
            assertThat(serai.quarantine("list")).doesNotContain(id);
            assertThat(serai.quarantine("show", id)).contains("serai: Unknown: ");
            assertVerified(serai);

            serai.terminate();
            serai.awaitExit(LONG);
            assertThat(serai.quarantine("list")).contains("serai: nobody answers at 127.0.0.1:");
        }
    }

    @Test
    void nobodyIsAnsweredWithoutTheTokenOrFromAPage() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = setup(home, sink).start()) {
            var api = new AdminApi(serai);
            String id = quarantine(serai, MESSAGE, "a@local.example");
            String bearer = "Bearer " + api.token();
            String json = "application/json";

            for (Map<String, String> headers : List.of(
                    Map.<String, String>of(),
                    Map.of("Authorization", "Bearer "),
                    Map.of("Authorization", bearer.substring(0, bearer.length() - 1)),
                    Map.of("Authorization", "Basic " + api.token()))) {
                assertThat(api.ask("GET", "", "", headers).status()).isEqualTo(401);
                assertThat(api.ask("GET", "/" + id + "/message", "", headers).status())
                        .isEqualTo(401);
                assertThat(api.ask("DELETE", "/" + id, "", headers).status()).isEqualTo(401);
                assertThat(api.ask("POST", "/" + id + "/release", "{}", headers).status())
                        .isEqualTo(401);
            }
            assertThat(api.ask("GET", "", "", Map.of("Authorization", bearer, "Origin", "http://127.0.0.1"))
                            .status())
                    .isEqualTo(403);
            assertThat(rebound(serai, api.token())).startsWith("HTTP/1.1 403");
            // As curl says it by itself: Camel would leave the body out, and all recipients would have the message.
            assertThat(api.ask(
                                    "POST",
                                    "/" + id + "/release",
                                    "{\"recipients\":[\"nobody@local.example\"]}",
                                    Map.of(
                                            "Authorization",
                                            bearer,
                                            "Content-Type",
                                            "application/x-www-form-urlencoded"))
                            .status())
                    .isEqualTo(400);
            assertThat(api.ask(
                                    "POST",
                                    "/" + id + "/release",
                                    "{}",
                                    Map.of("Authorization", bearer, "Content-Type", "text/plain"))
                            .status())
                    .isEqualTo(400);
            assertThat(api.ask(
                                    "POST",
                                    "/" + id + "/release",
                                    "{\"by\":\"" + "x".repeat(70_000) + "\"}",
                                    Map.of("Authorization", bearer, "Content-Type", json))
                            .status())
                    .isEqualTo(413);
            assertThat(api.get("/01jdmb0000000000").status()).isEqualTo(404);
            assertThat(api.get("/..%2F..%2Fadmin.token/message").status()).isEqualTo(404);
            assertThat(api.post("/..%2F" + id + "/release", "{}").status()).isEqualTo(404);
            assertThat(api.post("/" + id + "/release", "{\"by\":1}").status()).isEqualTo(400);
            assertThat(api.post("/" + id + "/release", "[".repeat(10_000)).status())
                    .isEqualTo(400);
            assertThat(api.get("?limit=0").status()).isEqualTo(400);
            assertThat(sink.messages()).isEmpty();
            assertThat(serai.log()).doesNotContain("\tat ", api.token());
        }
    }

    /** By a name that somebody's DNS has led here. */
    private static String rebound(SeraiProcess serai, String token) throws IOException {
        try (var socket = new Socket("127.0.0.1", serai.adminPort())) {
            socket.getOutputStream()
                    .write(Wire.bytes("GET /api/v1/quarantine HTTP/1.1\r\nHost: evil.example:" + serai.adminPort()
                            + "\r\nAuthorization: Bearer " + token + "\r\nConnection: close\r\n\r\n"));
            return Wire.text(socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void anApiForOthersMustBeAskedFor() throws Exception {
        assertThat(SeraiProcess.in(home)
                        .property("admin.port", Ports.free())
                        .property("admin.host", "0.0.0.0")
                        .refusal())
                .contains("admin.host", "admin.allow-remote");
    }
}
