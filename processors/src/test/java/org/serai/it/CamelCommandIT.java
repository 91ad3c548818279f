package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JBang's own {@code camel} command beside a real Serai. */
@Timeout(300)
class CamelCommandIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private SeraiProcess serai(Path user) {
        return SeraiProcess.in(home)
                .flags("-Xmx512m", "-Duser.home=" + user)
                .property("management.cli", "true")
                .start();
    }

    private static String camel(Path user, String... arguments) {
        Path lib = Repository.root().resolve("test-data/camel-command/target/lib");
        var all = new ArrayList<String>();
        all.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        all.addAll(List.of(
                "-Duser.home=" + user,
                "-cp",
                Repository.root().resolve("processors/target/test-classes") + ":" + lib + "/*",
                CamelCommand.class.getName()));
        all.addAll(List.of(arguments));
        return ChildProcess.run(all.toArray(String[]::new));
    }

    private static Path file(Path user, SeraiProcess serai, String suffix) {
        return user.resolve(".camel").resolve(serai.pid() + suffix);
    }

    private static void send(SeraiProcess serai) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            assertThat(client.send("a@sender.example", SeraiProcess.RCPT, Wire.bytes("Subject: x\r\n\r\ntext\r\n")))
                    .startsWith("250");
        }
    }

    @Test
    void itShowsTheRoutesOfPolicyAndListenersAndTracesAMail() throws Exception {
        Path user = Files.createDirectory(home.resolve("user"));
        try (var serai = serai(user)) {
            await().atMost(LONG).until(() -> Files.exists(file(user, serai, "-status.json")));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(user.resolve(".camel"))))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(user, serai, "-status.json"))))
                    .isEqualTo("rw-------");
            send(serai);
            String pid = String.valueOf(serai.pid());

            await().atMost(LONG).untilAsserted(() -> assertThat(camel(user, "get", "route", pid))
                    .contains("serai", "direct://data", "mail-from", "verdict", "netty://tcp", "Started"));
            assertThat(camel(user, "top", "route", pid)).contains("serai", "verdict");

            camel(user, "trace", pid, "--action=start");
            await().atMost(LONG).until(() -> Files.notExists(file(user, serai, "-action.json")));
            send(serai);
            await().atMost(LONG).until(() -> Files.exists(file(user, serai, "-trace.json")));
            await().atMost(LONG).untilAsserted(() -> assertThat(
                            camel(user, "trace", pid, "--action=dump", "--follow=false", "--logging-color=false"))
                    .contains("data", "Mail["));
            assertThat(Files.readString(file(user, serai, "-trace.json"))).doesNotContain("Subject: x");
            serai.terminate();
            serai.awaitExit(LONG);
        }
        try (Stream<Path> left = Files.list(user.resolve(".camel"))) {
            assertThat(left.filter(file -> file.toString().endsWith(".json"))).isEmpty();
        }
    }

    @Test
    void itMayLookAndNotChange() throws Exception {
        Path user = Files.createDirectory(home.resolve("user"));
        try (var serai = serai(user)) {
            await().atMost(LONG).until(() -> Files.exists(file(user, serai, "-status.json")));

            camel(user, "cmd", "stop-route", String.valueOf(serai.pid()), "--id=*");

            serai.awaitLog(0, "The camel command asks for 'route', which is not done here");
            send(serai);
        }
    }
}
