package org.serai.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.it.Ports;
import org.serai.mail.Content;
import org.serai.mail.Reply;

/** Deliveries to Postfix's smtp-sink, which writes each message to a file, with LF for CRLF. */
@Timeout(120)
class SmtpSinkIT {

    private static final Path PROGRAM = Path.of("/usr/sbin/smtp-sink");
    private static final String HEADER = "X-Test: here\r\n";

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    static List<String> odd() {
        return List.of(
                "",
                ".",
                ".\r\n",
                "\r\n.\r\n..\r\n.a\r\n",
                "no final newline",
                "\u0000\u0001\u00ff\r\n.\u0000\r\n",
                "x".repeat(100_000) + "\r\n." + "y".repeat(100_000),
                ("." + "z".repeat(76) + "\r\n").repeat(3_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-p", "-e"})
    void whatArrivesIsWhatWasSent(String option, @TempDir Path folder) throws Exception {
        InetSocketAddress sink = sink(folder, option);
        var expected = new ArrayList<String>();
        try (var client = new Backends(sink)) {
            for (String odd : odd()) {
                deliver(client, expected, HEADER + odd);
            }
            for (int seed = 0; seed < 200; seed++) {
                var random = new Random(seed);
                var text = new StringBuilder(HEADER);
                for (int i = random.nextInt(seed % 20 == 0 ? 300_000 : 300); i > 0; i--) {
                    int kind = random.nextInt(8);
                    text.append(kind < 2 ? "\r\n" : kind < 5 ? "." : String.valueOf((char) (1 + random.nextInt(255))));
                }
                deliver(
                        client,
                        expected,
                        text.toString()
                                .replace("\r\n", "\u0000")
                                .replace("\r", "")
                                .replace("\n", "")
                                .replace("\u0000", "\r\n"));
            }
            assertThat(client.delivery.metrics().opened().sum()).isEqualTo(expected.size() / 100 + 1);
        }
        assertThat(received(folder)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void byLmtpToo(@TempDir Path folder) throws Exception {
        var expected = new ArrayList<String>();
        var sink = new BackendAddress(Protocol.LMTP, sink(folder, "-L"));
        try (var client = new Backends(Backends.to(sink))) {
            for (String odd : odd()) {
                deliver(client, expected, HEADER + odd);
            }
            assertThat(client.send("two", Letters.content(HEADER), "a@example.org", "b@example.org")
                            .toString())
                    .startsWith("452 4.5.3 ");
        }
        assertThat(received(folder)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void fiftyMegabytes(@TempDir Path folder) throws Exception {
        InetSocketAddress sink = sink(folder, "");
        try (var client = new Backends(sink)) {
            assertThat(client.send("m", Letters.endless(50_000_000), "a@example.org")
                            .positive())
                    .isTrue();
        }
        try (var in = Letters.endless(50_000_000).open()) {
            String sent = new String(in.readAllBytes(), ISO_8859_1).replace("\r\n", "\n");
            assertThat(received(folder).size()).isEqualTo(1);
            assertThat(received(folder).get(0).endsWith(sent)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q MAIL", "-q RCPT", "-q DATA", "-q .", "-Q RCPT", "-Q .", "-r .", "-A 0"})
    void nothingIsTakenForDelivered(String option, @TempDir Path folder) throws Exception {
        InetSocketAddress sink = sink(folder, option);
        try (var client = new Backends(sink)) {
            if (option.startsWith("-A")) {
                // It says 550 and closes while the message comes: whoever is writing then may not hear it.
                await().until(() -> refusal(client).permanentFailure());
            } else {
                assertThat(refusal(client).permanentFailure()).isFalse();
            }
            await().untilAsserted(() ->
                    assertThat(client.delivery.connections()).isEqualTo(client.delivery.idleConnections()));
        }
    }

    private static Reply refusal(Backends client) throws Exception {
        Reply reply = client.send("m", Letters.content(HEADER), "a@example.org");
        assertThat(reply.positive()).isFalse();
        return reply;
    }

    private static void deliver(Backends client, List<String> expected, String text) throws Exception {
        Content content = Letters.content(text);
        assertThat(client.send("m" + expected.size(), content, "a@example.org").positive())
                .isTrue();
        String lines = text.replace("\r\n", "\n");
        expected.add(lines.endsWith("\n") ? lines : lines + "\n");
    }

    private static List<String> received(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(SmtpSinkIT::message).toList();
        }
    }

    /** Without the fields that smtp-sink puts in front and the empty line that it puts behind. */
    private static String message(Path file) {
        try {
            String text = Files.readString(file, ISO_8859_1);
            int begin = text.indexOf("X-Test: ");
            return text.substring(Math.max(begin, 0), text.length() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InetSocketAddress sink(Path folder, String options) throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            String message = PROGRAM + " is missing: apt-get install postfix";
            return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
        }
        int port = Ports.free();
        var command = new ArrayList<>(List.of(PROGRAM.toString(), "-4"));
        if (System.getProperty("user.name").equals("root")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("-d", folder + "/m."));
        command.addAll(Arrays.stream(options.split(" ", 2))
                .filter(part -> !part.isEmpty())
                .toList());
        command.addAll(List.of("127.0.0.1:" + port, "100"));
        started.add(new ProcessBuilder(command).inheritIO().start());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (var socket = new Socket(address.getAddress(), port)) {
                return socket.isConnected();
            }
        });
        return address;
    }
}
