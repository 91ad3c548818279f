package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.LogCapture;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** A client that goes after its message was accepted and before it knows. */
class LostRepliesTest extends DoorFixture {

    private static final String MESSAGE = "Subject: once\r\n\r\ntext";

    private final LogCapture log = LogCapture.of(LostReplies.class);

    @AfterEach
    void stopListening() {
        log.close();
    }

    private Path files() {
        return directory.resolve("lost-replies");
    }

    /** Sends the message and goes while it is being decided; returns when that it was accepted is remembered. */
    private void lose(String message) throws IOException {
        long before = remembered();
        leave(message);
        await().until(() -> remembered() == before + 1);
    }

    /** How many messages are known, on the disk and in memory. */
    private long remembered() {
        return log.lines().stream()
                .filter(line -> line.contains("will be known when it comes again"))
                .count();
    }

    /** Sends the message and goes while it is being decided. */
    private void leave(String message) throws IOException {
        int before = door.policy.ended.size();
        door.policy.hold = Phase.DATA;
        try (Talk talk = door.greeted()) {
            talk.transaction().say("DATA").expect("354").send(message + "\r\n.\r\n");
            await().until(() -> door.policy.held() == 1);
        }
        await().until(() -> door.policy.abandoned.size() > 0);
        door.policy.release();
        door.policy.hold = null;
        await().until(() -> door.policy.ended.size() == before + 1);
        door.policy.abandoned.clear();
    }

    @Test
    void theMessageIsKnownWhenItComesAgain() throws IOException {
        with();
        lose(MESSAGE);
        assertThat(door.policy.messages).hasSize(1);
        assertThat(door.policy.ended.get(0).said()).isFalse();
        assertThat(files()).isNotEmptyDirectory();
        try (Talk talk = door.greeted()) {
            talk.transaction().message(MESSAGE);
            assertThat(talk.reply())
                    .isEqualTo("250 2.6.0 Accepted before, mail "
                            + door.policy.messages.get(0).mail().id() + "\r\n");
            talk.transaction();
            await().untilAsserted(() -> assertThat(files()).isEmptyDirectory());
            talk.message(MESSAGE).expect("250 2.0.0");
            talk.say("QUIT").expect("221");
        }
        assertThat(door.policy.messages).hasSize(2);
        await().until(() -> door.policy.ended.size() == 3);
        assertThat(door.policy.ended).extracting(FakePolicy.Ended::said).containsExactly(false, true, true);
        await().until(() -> door.spool.memory() == 0);
        assertThat(files()).isEmptyDirectory();
    }

    /** The 250 was written, and nobody knows whether anybody has read it. */
    @Test
    void aClientThatResetsTheConnectionAfterIts250MayNotKnowIt() throws IOException {
        with();
        Talk dying = door.greeted();
        dying.transaction().message(MESSAGE).expect("250 2.0.0");
        reset(dying);
        await().until(() -> remembered() == 1);
        Talk again = door.greeted();
        again.transaction().message(MESSAGE).expect("250 2.6.0");
        reset(again);
        await().until(() -> door.server.metrics().connections() == 0);
        assertThat(files()).as("nor has it proved that it knows now").isNotEmptyDirectory();
        try (Talk talk = door.greeted()) {
            talk.transaction().message(MESSAGE).expect("250 2.6.0");
            talk.say("NOOP").expect("250");
            await().untilAsserted(() -> assertThat(files()).isEmptyDirectory());
        }
        assertThat(door.policy.messages).hasSize(1);
    }

    private static void reset(Talk talk) throws IOException {
        talk.socket.setSoLinger(true, 0);
        talk.close();
    }

    @Test
    void aClientThatClosesInOrderKnows() throws IOException {
        with();
        for (int i = 0; i < 2; i++) {
            try (Talk talk = door.greeted()) {
                talk.transaction().message(MESSAGE).expect("250 2.0.0");
            }
            await().until(() -> door.server.metrics().connections() == 0);
        }
        assertThat(files()).isEmptyDirectory();
        assertThat(door.policy.messages).hasSize(2);
    }

    /** As each that is idle does when we stop. */
    @Test
    void aClientThatClosesInOrderBehindOurLastWordKnows() throws Exception {
        with();
        try (Talk talk = door.greeted()) {
            talk.transaction().message(MESSAGE).expect("250 2.0.0");
            door.server.drain(Duration.ofSeconds(20));
            talk.expect("421 4.3.2").expectEnd();
        }
        await().until(() -> door.server.metrics().connections() == 0);
        awaitFiles();
        assertThat(remembered()).isZero();
        assertThat(files()).isEmptyDirectory();
    }

    /** All that the event loop had to do is done, and so is what it gave to the two threads for files: both are free at once. */
    private void awaitFiles() throws Exception {
        door.loop().submit(() -> {}).get();
        var both = new CyclicBarrier(2);
        Callable<Integer> meet = both::await;
        List<Future<Integer>> threads =
                List.of(door.spool.files().submit(meet), door.spool.files().submit(meet));
        for (Future<Integer> thread : threads) {
            thread.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClientThatResetsTheConnectionBehindOurLastWordMayNotKnow() throws IOException {
        with();
        Talk talk = door.greeted();
        talk.transaction().message(MESSAGE).expect("250 2.0.0");
        door.server.drain(Duration.ofSeconds(20));
        talk.expect("421 4.3.2");
        reset(talk);
        await().until(() -> remembered() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "QUIT", "MAIL FROM:<a@b.test>", "nonsense"})
    void aClientThatGoesOnKnows(String command) throws IOException {
        with();
        try (Talk talk = door.greeted()) {
            talk.transaction().message(MESSAGE).expect("250 2.0.0");
            talk.say(command).reply();
        }
        await().until(() -> door.server.metrics().connections() == 0);
        try (Talk talk = door.greeted()) {
            talk.transaction().message(MESSAGE).expect("250 2.0.0");
        }
    }

    @Test
    void aClientThatSaysQuitWithTheMessageEndsInOrder() throws IOException {
        with();
        try (Talk talk = door.greeted()) {
            talk.transaction().say("DATA").expect("354").send(MESSAGE + "\r\n.\r\nQUIT\r\n");
            talk.expect("250").expect("221");
        }
        await().until(() -> door.server.metrics().connections() == 0);
        assertThat(files()).isEmptyDirectory();
    }

    @Test
    void anotherMessageIsNotTheSame() throws IOException {
        with();
        lose(MESSAGE);
        try (Talk talk = door.greeted()) {
            talk.transaction().message(MESSAGE + ".").expect("250 2.0.0");
            talk.say("MAIL FROM:<other@sender.test>").expect("250");
            talk.say("RCPT TO:<b@localhost>").expect("250");
            talk.message(MESSAGE).expect("250 2.0.0");
            talk.transaction().say("RCPT TO:<c@localhost>").expect("250");
            talk.message(MESSAGE).expect("250 2.0.0");
        }
        assertThat(door.policy.messages).hasSize(4);
    }

    @Test
    void whatWasNotAcceptedIsNotRemembered() throws IOException {
        with();
        door.policy.rule =
                mail -> mail.phase() == Phase.DATA ? Reply.of(451, "4.3.0", "Later") : FakePolicy.accept(mail);
        leave(MESSAGE);
        assertThat(files()).isEmptyDirectory();
    }

    @Test
    void aRestartForgetsNothingButWhatIsOld() throws IOException {
        with();
        lose(MESSAGE);
        door.close();
        Files.writeString(files().resolve("half.new"), "x");
        with();
        assertThat(files().resolve("half.new")).doesNotExist();
        try (Talk talk = door.greeted()) {
            talk.transaction().message(MESSAGE).expect("250 2.6.0");
            talk.say("QUIT").expect("221");
        }
        await().until(() -> door.policy.ended.size() == 1);
        lose(MESSAGE);
        door.close();
        try (var paths = Files.list(files())) {
            for (Path path : paths.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
            }
        }
        with();
        assertThat(files()).isEmptyDirectory();
        try (Talk talk = door.greeted()) {
            talk.transaction().message(MESSAGE).expect("250 2.0.0");
        }
    }

    /** Its content is not released either: it would not be known then. */
    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b.test>, 250 2.0.0",
        "RSET, 250 2.0.0",
        "QUIT, 221",
    })
    void commandsBehindTheMessageWaitUntilItIsLookedUp(String command, String reply) throws IOException {
        with();
        String large = (MESSAGE + "\r\n").repeat(16_000);
        assertThat(large).hasSizeGreaterThan(256 << 10);
        lose(large);
        door.diskDelay = Duration.ofMillis(100);
        try (Talk talk = door.greeted()) {
            talk.transaction().say("DATA").expect("354");
            talk.send(large + "\r\n.\r\n" + command + "\r\n")
                    .expect("250 2.6.0")
                    .expect(reply);
        }
        assertThat(door.policy.messages).hasSize(1);
    }

    @Test
    void canBeSwitchedOff() throws IOException {
        with("remember-lost-replies=false");
        leave(MESSAGE);
        assertThat(files()).doesNotExist();
    }
}
