package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Phase;

/** What the watch of the policy's files takes for an edit, in directories in which editors work. */
@Timeout(120)
class WatchedFilesTest extends PolicyFixture {

    private static final Duration LONG = Duration.ofSeconds(60);

    @BeforeEach
    void watch() {
        policy.generations.watch();
    }

    private void awaitGeneration(long number) {
        await().atMost(LONG).until(() -> policy.generations.current().number() == number);
    }

    private boolean blocked() {
        return policy.decide(Mails.at(Phase.CONNECT)).disposition() == Disposition.REJECT;
    }

    /** Vim keeps a swap file beside what it edits, and takes it away when it has saved. */
    @Test
    void anEditorsSwapFileIsNoListThatHasGone() throws IOException {
        Path swap = Files.createFile(home.resolve("config/lists/.block-client.txt.swp"));
        Files.createFile(home.resolve("config/lists/block-client.txt~"));
        Files.writeString(policy.list("allow-client"), "# looked at\n");
        awaitGeneration(2);

        Files.writeString(policy.list("block-client"), "192.0.2.1\n");
        Files.delete(swap);
        Files.delete(home.resolve("config/lists/block-client.txt~"));
        await().atMost(LONG).until(this::blocked);
        assertThat(policy.generations.refusal()).isNull();
    }

    /** Emacs marks what is being edited by a link that leads nowhere. */
    @Test
    void anEditorsLockIsNoRouteAndNoList() throws IOException {
        Files.createSymbolicLink(home.resolve("routes/.#helo.camel.yaml"), Path.of("somebody@mx.1234:1"));
        Files.createSymbolicLink(home.resolve("config/lists/.#block-client.txt"), Path.of("somebody@mx.1234:1"));
        assertThat(policy.check()).isEmpty();

        Files.writeString(policy.list("block-client"), "192.0.2.1\n");
        await().atMost(LONG).until(this::blocked);
        assertThat(policy.generations.refusal()).isNull();
    }

    @Test
    void whoMayReadAFileIsPartOfIt() throws IOException {
        Files.setPosixFilePermissions(policy.route("helo"), PosixFilePermissions.fromString("r--------"));
        awaitGeneration(2);
    }

    @Test
    void aDirectoryThatHasComeBackAsItWasIsRefusedNoMore() throws IOException {
        Files.move(home.resolve("routes"), home.resolve("away"));
        await().atMost(LONG).until(() -> policy.generations.refusal() != null);

        Files.move(home.resolve("away"), home.resolve("routes"));
        await().atMost(LONG).until(() -> policy.generations.refusal() == null);
        assertThat(policy.generations.current().number()).isEqualTo(2);
    }
}
