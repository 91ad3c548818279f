package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the state becomes full while mail comes: on a small file system of its own. */
class FullDiskIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SIZE = 160 << 20;
    private static final String PROBLEM = "less than store.min-free = 64 MB is free";

    @TempDir
    private Path home;

    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        Needs.root();
        disk = Files.createDirectories(home.resolve("data/store"));
        try {
            ChildProcess.run(
                    Needs.tool("mount").toString(), "-t", "tmpfs", "-o", "size=" + SIZE, "none", disk.toString());
        } catch (IllegalStateException | AssertionError e) {
            throw Needs.absent("no file system can be mounted here: " + e.getMessage());
        }
    }

    @AfterEach
    void unmount() {
        ChildProcess.run(Needs.tool("umount").toString(), "-l", disk.toString());
    }

    private static String rcpt(SeraiProcess serai, String sender) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<" + sender + ">\r\n");
            return client.say("RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
        }
    }

    private static void passes(SeraiProcess serai, String sender) throws IOException {
        assertThat(rcpt(serai, sender)).startsWith("451 4.7.1");
        await().atMost(LONG).untilAsserted(() -> assertThat(rcpt(serai, sender)).startsWith("250"));
    }

    @Test
    void aStartThatFindsNoRoomSaysHowMuchItNeeds() throws IOException {
        Path fill = Files.write(disk.resolve("fill"), new byte[SIZE - (8 << 20)]);
        SeraiProcess.Setup setup = SeraiProcess.in(home);

        assertThat(setup.refusal())
                .contains(
                        "serai: state cannot be written to " + disk,
                        "needs 16 MB of disk at start; make room or let data.dir be on another disk: No space left on device")
                .doesNotContain("\tat ");
        Files.delete(fill);
        setup.start().close();
    }

    @Test
    void mailGoesOnAndIsRememberedInMemory() throws IOException {
        try (var serai = SeraiProcess.in(home)
                .property("filter.greylist.mode", "score")
                .property("filter.greylist.scope", "all")
                .property("filter.greylist.delay", "1s")
                .start()) {
            passes(serai, "before@sender.example");

            Path fill = Files.write(disk.resolve("fill"), new byte[SIZE - (32 << 20)]);
            serai.awaitHealth(PROBLEM);
            for (int i = 0; i < 20; i++) {
                passes(serai, "a" + i + "@meanwhile" + i + ".example");
            }
            assertThat(serai.log()).containsOnlyOnce(PROBLEM);

            Files.delete(fill);
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(serai.observe("health"))
                    .doesNotContain(PROBLEM));
            passes(serai, "after@sender.example");
            serai.terminate();
            assertThat(serai.awaitExit(LONG)).isEqualTo(143);
            serai.restart();

            assertThat(rcpt(serai, "before@sender.example")).startsWith("250");
            assertThat(rcpt(serai, "after@sender.example")).startsWith("250");
            assertThat(rcpt(serai, "a1@meanwhile1.example")).startsWith("451 4.7.1");
        }
    }
}
