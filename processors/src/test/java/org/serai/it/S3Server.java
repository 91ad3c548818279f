package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An object store that speaks S3, in a Java VM of its own, with one bucket, in memory. It believes whatever key it is shown. */
final class S3Server implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);

    private final int port = Ports.free();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private ChildProcess child;

    private S3Server(Path directory) throws Exception {
        this.directory = directory;
        this.child = launch();
        assertThat(ask("PUT", "")).isEqualTo(200);
    }

    static S3Server start(Path directory) throws Exception {
        return new S3Server(directory);
    }

    private ChildProcess launch() {
        Path server = Repository.root().resolve("test-data/s3-server");
        assertThat(server.resolve("target/lib")).as("made by bin/serai test").isDirectory();
        var started = ChildProcess.start(
                directory,
                directory.resolve("s3.log"),
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        server.resolve("target/lib") + "/*",
                        server.resolve("Main.java").toString(),
                        String.valueOf(port)));
        started.awaitPort(port, START);
        return started;
    }

    /** As {@code claim-store.uri} names the bucket. */
    String uri() {
        return "aws2-s3://claims?region=eu-central-1&accessKey=RAW(key)&secretKey=RAW(secret)&overrideEndpoint=true"
                + "&forcePathStyle=true&uriEndpointOverride=http://127.0.0.1:" + port;
    }

    /** The status by which the store answers when it is asked for an object. */
    int status(String name) throws Exception {
        return ask("HEAD", "/" + name);
    }

    /** Somebody takes an object away. */
    void delete(String name) throws Exception {
        ask("DELETE", "/" + name);
    }

    private int ask(String method, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/claims" + path))
                .method(method, BodyPublishers.noBody());
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() {
        child.close();
    }
}
