package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.learn.Model;

/** Messages that users have moved into the folders of a mailbox, of a real Dovecot, are learned and put away. */
class TrainingMailboxIT {

    private static SeraiProcess.Setup polling(Path home, DovecotServer dovecot) {
        return SeraiProcess.in(home)
                .property("learn.imap.uri", "imap://127.0.0.1:" + dovecot.imapPort())
                .property("learn.imap.user", DovecotServer.USER)
                .property("learn.imap.password", DovecotServer.PASSWORD)
                .property("learn.imap.delay", 1000)
                .property("learn.max-message-size", "100KB");
    }

    @Test
    void foldersAreLearnedAndEmptied(@TempDir Path home) {
        try (var dovecot = DovecotServer.start()) {
            dovecot.store("Junk", Wire.bytes(Learned.message(1)));
            dovecot.store("Junk", Wire.bytes(Learned.message(2)));
            dovecot.store(
                    "Junk", Wire.bytes("Subject: large\r\n\r\n" + "x".repeat(70) + "\r\n" + "line\r\n".repeat(30_000)));
            dovecot.store("Not-Junk", Wire.bytes(Learned.message(3)));
            dovecot.store("Not-Junk", Wire.bytes("\r\n"));
            try (var serai = polling(home, dovecot).start()) {
                Learned.await(serai, "MAILBOX", "SPAM", "LEARNED", 2);
                Learned.await(serai, "MAILBOX", "HAM", "LEARNED", 2);
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(dovecot.messages("Junk")).isZero();
                    assertThat(dovecot.messages("Not-Junk")).isZero();
                    assertThat(dovecot.messages("Learned")).isEqualTo(5);
                });
                // A user has found that it was no spam.
                dovecot.store("Not-Junk", Wire.bytes(Learned.message(2)));
                Learned.await(serai, "MAILBOX", "HAM", "RELABELLED", 1);
                assertThat(serai.log())
                        .contains("A message of folder Junk is passed over: beyond learn.max-message-size")
                        .doesNotContain(DovecotServer.PASSWORD);
                serai.terminate();
                serai.awaitExit(Duration.ofSeconds(120));

                Model model = Learned.model(serai);
                assertThat(model.spam()).isEqualTo(1);
                assertThat(model.ham()).isEqualTo(3);
                Learned.assertLearned(model, Learned.message(1), true);
                Learned.assertLearned(model, Learned.message(2), false);
                Learned.assertLearned(model, Learned.message(3), false);
            }
        }
    }
}
