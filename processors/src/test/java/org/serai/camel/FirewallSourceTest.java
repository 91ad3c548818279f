package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.it.Ports;

/** All of Serai inside another's Camel application. */
class FirewallSourceTest {

    @TempDir
    Path home;

    @Test
    void itListensWhileItsRouteRuns() throws Exception {
        for (String folder : new String[] {"routes", "config"}) {
            TestPolicy.copy(Path.of("..", folder), home.resolve(folder));
        }
        int port = Ports.free();
        Files.writeString(
                home.resolve("config/serai.properties"),
                """
                smtp.host = 127.0.0.1
                smtp.port = %d
                outbound.host = 127.0.0.1
                outbound.port = %d
                mailbox.port = %d
                http.port = %d
                admin.port = 0
                digest.port = 0
                """
                        .formatted(port, Ports.free(), Ports.free(), Ports.free()));
        var application = new DefaultCamelContext();
        application.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("serai:firewall?home=" + home).to("log:none");
            }
        });
        application.start();
        try {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(banner(port))
                    .startsWith("220 "));
        } finally {
            application.stop();
        }

        assertThat(listens(port)).isFalse();
    }

    private static String banner(int port) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
