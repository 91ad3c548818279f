package org.serai.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A real clamd on a unix socket in a directory of its own, which knows nothing but the EICAR test file. */
final class ClamdProcess implements AutoCloseable {

    /** In two halves, so that no scanner finds it in this file. */
    private static final String HEAD = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$";

    private static final String TAIL = "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";
    private static final String MD5 = "44d88612fea8a8f36de82e1278abb02f:68:Test.Eicar.HDB\n";

    private final Path directory;
    private final Path config;
    private ChildProcess child;

    private ClamdProcess(Path directory, Path config) {
        this.directory = directory;
        this.config = config;
        this.child = launch();
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param settings more lines for clamd.conf
     */
    static ClamdProcess start(Path directory, String... settings) throws IOException {
        Path database = Files.createDirectories(directory.resolve("signatures"));
        Files.writeString(database.resolve("test.hdb"), MD5);
        String hex = HexFormat.of().formatHex(TAIL.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(database.resolve("test.ndb"), "Test.Eicar.NDB:0:*:" + hex + "\n");
        Path config = directory.resolve("clamd.conf");
        Files.writeString(
                config,
                """
                LocalSocket %s
                DatabaseDirectory %s
                TemporaryDirectory %s
                Foreground yes
                User %s
                %s
                """
                        .formatted(
                                socket(directory),
                                database,
                                directory,
                                System.getProperty("user.name"),
                                String.join("\n", settings)));
        return new ClamdProcess(directory, config);
    }

    static byte[] eicar() {
        return (HEAD + TAIL).getBytes(StandardCharsets.US_ASCII);
    }

    String uri() {
        return "unix:" + socket(directory);
    }

    void kill9() {
        child.kill9();
    }

    /** It takes connections from now on, and says nothing. */
    void hang() {
        child.signal("STOP");
    }

    void goOn() {
        child.signal("CONT");
    }

    void restart() throws IOException {
        child.close();
        Files.deleteIfExists(socket(directory));
        child = launch();
    }

    /** From now on this text is a virus. */
    void learns(String name, String text) throws IOException {
        Files.writeString(
                directory.resolve("signatures/test.ndb"),
                name + ":0:*:" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)) + "\n",
                StandardOpenOption.APPEND);
        kill9();
        restart();
    }

    private ChildProcess launch() {
        var started = ChildProcess.start(
                directory,
                directory.resolve("clamd.log"),
                Map.of(),
                List.of(Needs.tool("clamd").toString(), "--config-file=" + config));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .failFast("clamd ended, see its log", () -> !started.alive())
                .until(this::answers);
        return started;
    }

    private boolean answers() throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket(directory)));
        } catch (SocketException notYet) {
            return false;
        }
    }

    private static Path socket(Path directory) {
        return directory.resolve("clamd.sock");
    }

    @Override
    public void close() {
        child.close();
    }
}
