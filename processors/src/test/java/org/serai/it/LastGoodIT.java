package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ConfigMapVolume;

/** A restart after an edit that was refused: mail goes on by the policy that was in force last, and everybody is told. */
@Timeout(600)
class LastGoodIT {

    private static final String HELO = "helo.camel.yaml";
    private static final String FINDING = "helo.camel.yaml:13: [unknown-step] there is no step serai:hello";

    @TempDir
    private Path home;

    private record Page(int status, String body) {}

    private static Page health(SeraiProcess serai, String page) throws Exception {
        var url = URI.create("http://127.0.0.1:" + serai.httpPort() + "/observe/health" + page);
        var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
        return new Page(answer.statusCode(), answer.body().replace("\\/", "/"));
    }

    @Test
    void aRestartAfterARefusedEditTakesMailByThePolicyBefore() throws Exception {
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home).backend(sink.port()).start()) {
            serai.awaitHealth("\"last-good\":\"kept in ");
            Path helo = serai.routes().resolve(HELO);
            String good = Files.readString(helo);
            int mark = serai.log().length();
            Files.writeString(helo, good.replace("serai:helo", "serai:hello"));
            serai.awaitLog(mark, "The edit is refused");
            assertThat(serai.metric("serai_policy_refused_total")).isEqualTo(1);
            assertThat(serai.metric("serai_policy_outdated")).isEqualTo(1);
            assertThat(serai.metric("serai_policy_last_good")).isZero();

            serai.terminate();
            assertThat(serai.awaitExit(Duration.ofSeconds(60))).isIn(0, 143);
            serai.restart();

            assertThat(serai.awaitLog(0, "THE POLICY IS REFUSED")).contains("ERROR", FINDING);
            Page all = health(serai, "");
            assertThat(all.status()).isEqualTo(503);
            assertThat(all.body()).contains("\"refused-edit\":\"", FINDING, "mend what refused-edit tells");
            assertThat(health(serai, "/ready").status()).isEqualTo(200);
            assertThat(health(serai, "/live").status()).isEqualTo(200);
            assertThat(serai.metric("serai_policy_last_good")).isEqualTo(1);
            assertThat(serai.metric("serai_policy_refused_total")).isEqualTo(1);
            assertThat(serai.metric("serai_policy_generation")).isEqualTo(1);
            try (var client = SmtpClient.hello(serai.port())) {
                assertThat(client.send("a@sender.example", SeraiProcess.RCPT, EicarMail.harmless()))
                        .startsWith("250");
            }
            assertThat(sink.messages()).hasSize(1);
            SeraiProcess.Said check = serai.script("check");
            assertThat(check.status()).isEqualTo(1);
            assertThat(check.text()).contains(FINDING);

            mark = serai.log().length();
            Files.writeString(helo, good);
            serai.awaitLog(mark, "Policy generation 2 is in force");
            assertThat(health(serai, "").status()).isEqualTo(200);
            assertThat(serai.metric("serai_policy_last_good")).isZero();
            assertThat(serai.metric("serai_policy_outdated")).isZero();
            assertThat(serai.metric("serai_policy_generation")).isEqualTo(2);
            assertThat(serai.metric("serai_policy_taken_time_seconds")).isGreaterThan(1.7e9);
        }
    }

    @Test
    void soItIsWhereConfigMapsAreMounted() throws Exception {
        SeraiProcess.Setup setup = SeraiProcess.in(home);
        ConfigMapVolume routes = ConfigMapVolume.over(home.resolve("routes"));
        ConfigMapVolume lists = ConfigMapVolume.over(home.resolve("config/lists"));
        try (var serai = setup.start()) {
            serai.awaitHealth("\"last-good\":\"kept in ");
            serai.kill9();
            serai.awaitExit(Duration.ofSeconds(60));
            routes.swap(edited(routes, HELO, "serai:helo", "serai:hello"));
            lists.swap(edited(lists, "block-client.txt", "", "192.0.2.0/240\n"));
            serai.restart();
            assertThat(serai.awaitLog(0, "THE POLICY IS REFUSED")).contains("block-client.txt:");

            int mark = serai.log().length();
            lists.swap(ConfigMapVolume.read(Repository.root().resolve("config/lists")));
            assertThat(serai.awaitLog(mark, "The edit is refused")).contains(FINDING);
            mark = serai.log().length();
            routes.swap(ConfigMapVolume.read(Repository.root().resolve("routes")));
            serai.awaitLog(mark, "Policy generation 2 is in force");
        }
    }

    private static Map<String, byte[]> edited(ConfigMapVolume volume, String file, String what, String by)
            throws IOException {
        Map<String, byte[]> data = volume.data();
        String text = new String(data.get(file), StandardCharsets.UTF_8);
        data.put(file, (what.isEmpty() ? by : text.replace(what, by)).getBytes(StandardCharsets.UTF_8));
        return data;
    }

    @Test
    void whereItIsOffTheRestartIsRefused() throws IOException {
        SeraiProcess.Setup setup = SeraiProcess.in(home);
        try (var serai = setup.start()) {
            serai.awaitHealth("\"last-good\":\"kept in ");
        }
        Path helo = home.resolve("routes").resolve(HELO);
        Files.writeString(helo, Files.readString(helo).replace("serai:helo", "serai:hello"));

        assertThat(setup.property("policy.last-good", "false").refusal()).contains("serai: ", FINDING);
    }
}
