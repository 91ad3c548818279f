package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.serai.mail.Disposition;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** Every limit of the door, hit. */
class LimitsTest extends DoorFixture {

    @Test
    void connectionsPerClient() throws IOException {
        with("max-connections-per-client=2");
        try (Talk one = door.greeted();
                Talk two = door.greeted()) {
            try (Talk three = door.connect()) {
                three.expect("421 4.3.2").expectEnd();
            }
            one.say("NOOP").expect("250");
            two.say("QUIT").expect("221").expectEnd();
            await().until(() -> door.server.metrics().connections() == 1);
            door.greeted().close();
        }
        assertThat(door.server.metrics().refused()).isEqualTo(1);
        assertThat(door.server.metrics().accepted()).isEqualTo(3);
    }

    @Test
    void whoIsSentAwayForAFloodMayGoOnForAMegabyteNoMore() throws IOException {
        with("max-errors=1");
        byte[] flood = new byte[64 << 10];
        try (Talk talk = door.connect()) {
            talk.expect("220").say("WHAT").expect("500").expect("421 4.7.0");
            int sent = 0;
            try {
                while (sent < 256 << 20) {
                    talk.send(flood);
                    sent += flood.length;
                }
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageMatching(".*(reset|pipe|closed).*");
            }
            // The sockets hold some of it.
            assertThat(sent).isLessThan(32 << 20);
        }
        await().until(() -> door.server.metrics().connections() == 0);
    }

    @Test
    void connectionsInAll() throws IOException {
        with("max-connections=1");
        try (Talk one = door.greeted();
                Talk two = door.connect()) {
            two.expect("421 4.3.2").expectEnd();
            one.say("NOOP").expect("250");
        }
    }

    @Test
    void recipients() throws IOException {
        with("max-recipients=3");
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            for (int i = 0; i < 3; i++) {
                talk.say("RCPT TO:<b" + i + "@localhost>").expect("250");
            }
            talk.say("RCPT TO:<b4@localhost>").expect("452 4.5.3");
            talk.message("x").expect("250");
        }
    }

    @Test
    void recipientsAfterTheLast() throws IOException {
        with("max-recipients=1");
        try (Talk talk = door.greeted()) {
            talk.transaction();
            for (int i = 0; i < 100; i++) {
                talk.say("RCPT TO:<more@localhost>").expect("452 4.5.3");
            }
            talk.say("RCPT TO:<more@localhost>").expect("421 4.7.0").expectEnd();
        }
    }

    /** As while the backend is down: no reply of 5yz is said, and still it must end. */
    @Test
    void commandsPutOff() throws IOException {
        with("max-recipients=3");
        door.policy.rule =
                mail -> mail.phase() == Phase.RCPT_TO ? Reply.of(451, "4.4.1", "Later") : FakePolicy.accept(mail);
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            for (int i = 0; i < 103; i++) {
                talk.say("RCPT TO:<b@localhost>").expect("451 4.4.1");
            }
            talk.say("RCPT TO:<b@localhost>")
                    .expect("451 4.4.1")
                    .expect("421 4.7.0")
                    .expectEnd();
        }
    }

    @Test
    void errors() throws IOException {
        with("max-errors=3");
        try (Talk talk = door.greeted()) {
            talk.say("A").expect("500");
            talk.say("NOOP").expect("250");
            talk.say("B").expect("500");
            talk.say("C").expect("500").expect("421 4.7.0").expectEnd();
        }
    }

    @Test
    void errorsByRefusedRecipients() throws IOException {
        with("max-errors=2");
        door.policy.rule = FakePolicy::localhostOnly;
        try (Talk talk = door.greeted()) {
            talk.send("MAIL FROM:<a@b.test>\r\nRCPT TO:<a@c>\r\nRCPT TO:<a@d>\r\nRCPT TO:<a@localhost>\r\n");
            talk.expect("250").expect("550").expect("550").expect("421 4.7.0").expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 1);
    }

    @Test
    void junkCommandsUntilAMessage() throws IOException {
        with("max-junk-commands=3");
        try (Talk talk = door.greeted()) {
            for (int round = 0; round < 2; round++) {
                talk.say("NOOP").expect("250");
                talk.say("RSET").expect("250");
                talk.say("HELP").expect("214");
                talk.transaction().message("x").expect("250");
            }
            talk.send("NOOP\r\nVRFY x\r\nNOOP\r\nNOOP\r\nNOOP\r\n");
            talk.expect("250").expect("252").expect("250").expect("421 4.7.0").expectEnd();
        }
    }

    @Test
    void idleInCommands() throws IOException {
        with("idle-timeout=3s");
        try (Talk talk = door.greeted()) {
            talk.expect("421 4.4.2").expectEnd();
        }
        assertThat(door.server.metrics().timeouts()).isEqualTo(1);
    }

    @Test
    void idleWhileDripping() throws IOException {
        with("idle-timeout=3s");
        try (Talk talk = door.greeted()) {
            var sent = new ArrayList<Integer>();
            // One octet at a time never completes a command, so it does not count as life.
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                if (door.server.metrics().timeouts() == 0) {
                    talk.send("N");
                    sent.add(1);
                    return false;
                }
                return true;
            });
            assertThat(sent).hasSizeLessThan(200);
            talk.expect("421 4.4.2");
        }
    }

    @Test
    void idleInData() throws IOException {
        with("idle-timeout=3s");
        try (Talk talk = door.greeted()) {
            talk.transaction().say("DATA").expect("354").send("half a line");
            talk.expect("421 4.4.2").expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).code()).isEqualTo(421);
    }

    @Test
    void idleBecomesShortUnderLoad() throws IOException {
        with("max-connections=10", "idle-timeout-under-load=2s");
        var talks = new ArrayList<Talk>();
        for (int i = 0; i < 9; i++) {
            talks.add(door.greeted());
        }
        talks.get(0).expect("421 4.4.2");
        for (Talk talk : talks) {
            talk.close();
        }
    }

    @Test
    void aDecisionIsNotIdleness() throws IOException {
        with("idle-timeout=3s");
        door.policy.hold = Phase.MAIL_FROM;
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>");
            await().during(Duration.ofMillis(3500)).until(() -> door.policy.held() == 1);
            door.policy.release();
            talk.expect("250");
        }
    }

    @Test
    void slowData() throws IOException {
        with("min-data-rate=500", "min-data-rate-window=600ms", "idle-timeout=5s");
        try (Talk talk = door.greeted()) {
            talk.transaction().say("DATA").expect("354");
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                if (door.server.metrics().timeouts() == 0) {
                    talk.send("a");
                }
                return door.server.metrics().timeouts() == 1;
            });
            assertThat(talk.reply()).startsWith("421 4.4.2").contains("slow");
        }
    }

    @Test
    void messageSize() throws IOException {
        with("max-message-size=1KB", "spool.memory-per-message=16KB");
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test> SIZE=1025").expect("552 5.3.4 Message larger than 1024 octets (mail ");
            talk.transaction().message("x".repeat(1022)).expect("250");
            talk.transaction().message("x".repeat(1023)).expect("552 5.3.4");
            talk.transaction().message(("y".repeat(98) + "\r\n").repeat(2000)).expect("552 5.3.4");
            talk.transaction().message("small").expect("250");
        }
        await().until(() -> door.policy.ended.size() == 5);
        assertThat(door.policy.messages).hasSize(2);
        FakePolicy.Ended announced = door.policy.ended.get(0);
        assertThat(announced.last().disposition()).isEqualTo(Disposition.REJECT);
        assertThat(announced.last().reply().toString())
                .endsWith("(mail " + announced.last().mail().id() + ")");
        assertThat(announced.last().mail().envelope().mailFrom()).hasToString("<a@b.test>");
        await().until(() -> door.spool.memory() == 0);
    }

    @Test
    void largeMessageByFile() throws IOException {
        with("spool.memory-per-message=64KB");
        String body = ("z".repeat(70) + "\r\n").repeat(30_000);
        try (Talk talk = door.greeted()) {
            talk.transaction().message(body.stripTrailing()).expect("250");
        }
        assertThat(door.policy.messages.get(0).content()).isEqualTo(body);
        await().until(() -> directory.resolve("spool").toFile().list().length == 0);
        await().until(() -> door.spool.memory() == 0);
    }

    @Test
    void commandLine() throws IOException {
        with("max-command-line=600");
        try (Talk talk = door.greeted()) {
            talk.say("NOOP " + "x".repeat(590)).expect("250");
            talk.say("NOOP " + "x".repeat(700)).expect("500 5.5.2");
            talk.say("NOOP " + "x".repeat(100_000)).expect("500 5.5.2");
            talk.say("NOOP").expect("250");
        }
    }

    @Test
    void textLine() throws IOException {
        with("max-text-line=1000");
        try (Talk talk = door.greeted()) {
            talk.transaction().message("x".repeat(1000)).expect("250");
            talk.transaction().message("x".repeat(1001)).expect("250");
        }
        assertThat(door.policy.messages.get(0).mail().has("SMTP_LONG_LINE")).isFalse();
        assertThat(door.policy.messages.get(1).mail().has("SMTP_LONG_LINE")).isTrue();
        assertThat(door.policy.messages.get(1).content()).hasSize(1003);
    }

    @Test
    void bareNewlinesMayBeRefused() throws IOException {
        with("bare-newline=reject");
        try (Talk talk = door.greeted()) {
            talk.transaction().message("a\nb").expect("550 5.6.0");
            talk.transaction().message("a\r\nb").expect("250");
        }
        await().until(() -> door.policy.ended.size() == 2);
        assertThat(door.policy.ended.get(0).last().mail().has("SMTP_BARE_NEWLINE"))
                .isTrue();
        Policy.Decision refusal = door.policy.ended.get(0).last();
        assertThat(refusal.reply().toString())
                .endsWith(" (mail " + refusal.mail().id() + ")");
    }

    @Test
    void freeSpace() throws IOException {
        with("spool.min-free=900000000GB");
        try (Talk talk = door.greeted()) {
            talk.say("MAIL FROM:<a@b.test>").expect("452 4.3.1 No space for mail now, try again later (mail ");
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).last().disposition()).isEqualTo(Disposition.DEFER);
    }

    @Test
    void brokenDisk() throws IOException {
        with("spool.memory-per-message=8KB");
        Files.delete(directory.resolve("spool"));
        try (Talk talk = door.greeted()) {
            talk.transaction().message(("z".repeat(70) + "\r\n").repeat(3000)).expect("452 4.3.1");
            talk.transaction().message("small").expect("250");
        }
        await().until(() -> door.spool.memory() == 0);
    }

    @Test
    void aClientThatReadsNothing() throws Exception {
        with("max-junk-commands=100000000", "idle-timeout=2s");
        try (Talk talk = door.greeted()) {
            byte[] many = "NOOP\r\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
            var writer = new Thread(() -> {
                try {
                    while (true) {
                        talk.socket.getOutputStream().write(many);
                    }
                } catch (IOException e) {
                    // The door closes at last, as it should.
                }
            });
            writer.start();
            await().until(() -> door.server.metrics().timeouts() == 1);
            writer.join(60_000);
            assertThat(writer.isAlive()).isFalse();
        }
    }

    @Test
    void manyPipelinedRecipients() throws IOException {
        with();
        door.policy.rule = mail -> mail.envelope().rcptTo().size() == 1000
                ? Reply.of(250, "2.0.0", "All of them")
                : FakePolicy.accept(mail);
        var group = new StringBuilder("MAIL FROM:<a@b.test>\r\n");
        for (int i = 0; i < 1001; i++) {
            group.append("RCPT TO:<user").append(i).append("@localhost>\r\n");
        }
        try (Talk talk = door.greeted()) {
            talk.send(group.toString());
            for (int i = 0; i < 1001; i++) {
                talk.expect("250");
            }
            talk.expect("452 4.5.3");
            talk.message("x").expect("250 2.0.0 All of them");
        }
    }
}
