package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.serai.config.ConfigException;

/** What a start tells of itself. */
class StartHealthTest {

    private final int port = free();
    private final StartHealth start = new StartHealth("127.0.0.1", port, Runnable::run);

    private static int free() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        start.close();
    }

    private HttpResponse<String> get(String page) throws Exception {
        var url = URI.create("http://127.0.0.1:" + port + "/observe/health" + page);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }

    @Test
    void eachPageButLiveIsDownWithWhatIsWaitedFor() throws Exception {
        start.waitFor("store", "other \"nodes\" are asked");
        start.waitFor("policy", "it is being loaded");

        for (String page : List.of("", "/ready", "/started")) {
            assertThat(get(page).statusCode()).isEqualTo(503);
            assertThat(get(page).headers().firstValue("Content-Type")).contains("application/json");
            assertThat(get(page).body())
                    .isEqualTo("{\"status\":\"DOWN\",\"checks\":["
                            + "{\"name\":\"store\",\"status\":\"DOWN\",\"message\":\"other \\\"nodes\\\" are asked\"},"
                            + "{\"name\":\"policy\",\"status\":\"DOWN\",\"message\":\"it is being loaded\"}]}");
        }
        assertThat(get("/live").statusCode()).isEqualTo(200);
        assertThat(get("/live").body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void whatIsThereIsNotNamed() {
        start.waitFor("store", "other nodes are asked");
        start.waitFor("policy", "it is being loaded");

        start.has("store");
        assertThat(start.json()).contains("policy").doesNotContain("store");
        start.has("policy");

        assertThat(start.json()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void afterwardsThePortIsFree() throws Exception {
        assertThat(get("/ready").statusCode()).isEqualTo(503);

        start.close();

        assertThatThrownBy(() -> get("/ready")).isInstanceOf(ConnectException.class);
        new StartHealth("127.0.0.1", port, Runnable::run).close();
    }

    @Test
    void aBusyPortIsNamed() {
        assertThatThrownBy(() -> new StartHealth("127.0.0.1", port, Runnable::run))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.port = " + port);
    }
}
