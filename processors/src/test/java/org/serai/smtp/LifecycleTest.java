package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** Many sessions of random commands, pipelined at random, broken off at random: every mail id ends once, nothing is left. */
class LifecycleTest extends DoorFixture {

    private static final List<String> COMMANDS = List.of(
            "EHLO client.test\r\n",
            "EHLO bad.test\r\n",
            "HELO client.test\r\n",
            "MAIL FROM:<a@b.test>\r\n",
            "MAIL FROM:<bad@b.test>\r\n",
            "RCPT TO:<b@localhost>\r\n",
            "RCPT TO:<b@elsewhere.test>\r\n",
            "DATA\r\n",
            "one line\r\n",
            "a bare\nnewline\r\n",
            ".\r\n",
            "RSET\r\n",
            "NOOP\r\n",
            "STARTTLS now\r\n",
            "MAIL FROM:<a@b.test>\r\nRCPT TO:<b@localhost>\r\nDATA\r\n",
            "EHLO client.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<b@localhost>\r\n",
            "\u0000\u00ff\r\n",
            "QUIT\r\n");

    @BeforeEach
    void open() throws IOException {
        with("max-connections-per-client=1000");
        door.policy.executor = ForkJoinPool.commonPool();
        door.policy.rule = LifecycleTest::decide;
    }

    private static Reply decide(Mail mail) {
        boolean bad = (mail.phase() == Phase.HELO && mail.envelope().helo().startsWith("bad"))
                || (mail.phase() == Phase.MAIL_FROM
                        && String.valueOf(mail.envelope().mailFrom()).contains("bad"));
        return bad ? Reply.of(550, "5.7.1", "No") : FakePolicy.localhostOnly(mail);
    }

    @Test
    void everyMailEndsOnce() throws IOException {
        var random = new Random(2822);
        for (int session = 0; session < 400; session++) {
            try (Talk talk = door.connect()) {
                if (random.nextInt(10) > 0) {
                    talk.expect("220");
                }
                for (int group = random.nextInt(8); group > 0; group--) {
                    var text = new StringBuilder(group == 7 ? "EHLO client.test\r\n" : "");
                    for (int count = random.nextInt(6); count > 0; count--) {
                        text.append(COMMANDS.get(random.nextInt(COMMANDS.size())));
                    }
                    talk.send(text.toString());
                    if (text.length() > 0 && random.nextBoolean()) {
                        awaitInput();
                    }
                }
            } catch (UncheckedIOException e) {
                // The door may have hung up before all was said.
                assertThat(e.getCause()).isInstanceOf(IOException.class);
            }
        }
        oneOfEach();
        await().until(() -> door.server.metrics().connections() == 0);
        await().until(() -> door.spool.memory() == 0);
        var begun = ids(mail -> mail.phase() == Phase.MAIL_FROM);
        await().untilAsserted(() -> assertThat(door.policy.ended.stream().map(FakePolicy.Ended::id))
                .doesNotHaveDuplicates()
                .containsAll(begun));
        // Beyond those only ids that were refused before MAIL have ended.
        await().untilAsserted(() -> assertThat(door.policy.ended.stream()
                        .filter(end -> !begun.contains(end.id()))
                        .map(FakePolicy.Ended::code))
                .isNotEmpty()
                .allMatch(code -> code >= 400));
        assertThat(door.policy.messages).isNotEmpty();
        assertThat(door.policy.ended.stream().filter(end -> end.last().mail().phase() == Phase.DATA))
                .hasSameSizeAs(door.policy.messages);
    }

    /** One mail that is refused before MAIL and one that is accepted, however the random ones were cut. */
    private void oneOfEach() throws IOException {
        try (Talk talk = door.connect()) {
            talk.expect("220").say("EHLO bad.test").expect("550");
        }
        try (Talk talk = door.greeted()) {
            talk.transaction().message("x").expect("250");
            talk.say("QUIT").expect("221");
        }
    }

    private List<String> ids(Predicate<Mail> which) {
        return door.policy.asked.stream().filter(which).map(Mail::id).collect(Collectors.toList());
    }

    /** A round trip of another session on the only event loop: what was sent before has been read. */
    private void awaitInput() throws IOException {
        try (Talk other = door.connect()) {
            other.expect("220").say("QUIT").expect("221");
        }
    }
}
