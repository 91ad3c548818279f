package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Verdict;
import org.serai.mail.Verdict.Part;

class EffectsTest {

    private final List<Mail> applied = new ArrayList<>();
    private final Mail mail = Mails.found();

    private final Effects counting = (mail, disposition) -> {
        applied.add(mail);
        return Effects.DONE;
    };

    @Test
    void whatIsDoneAtOnceIsNotWaitedFor() {
        assertThat(Effects.of(List.of(counting, counting)).apply(mail, Disposition.ACCEPT))
                .isCompleted();
        assertThat(applied).containsExactly(mail, mail);
    }

    @Test
    void oneThatFailsKeepsNoOtherFromBeingApplied() {
        var throwing = Effects.of(List.of(
                (mail, disposition) -> {
                    throw new IllegalStateException("broken");
                },
                (mail, disposition) -> CompletableFuture.failedFuture(new IllegalStateException("late")),
                counting));

        assertThat(throwing.apply(mail, Disposition.ACCEPT)).isCompletedExceptionally();
        assertThat(applied).containsExactly(mail);
    }

    /** Accepted for one, withheld from two. */
    private Mail mixed() {
        return mail.judged(new Verdict(0, Disposition.ACCEPT, "", "0.0")
                .with(List.of(
                        part("b@example.org", Disposition.ACCEPT, 0),
                        part("c@example.org", Disposition.QUARANTINE, 9),
                        part("d@example.org", Disposition.QUARANTINE, 12),
                        part("e@example.org", Disposition.DISCARD, 20))));
    }

    private static Part part(String recipient, Disposition disposition, double score) {
        return new Part(
                List.of(recipient), List.of(Mails.path(recipient)), new Verdict(score, disposition, "spam", "7.1"));
    }

    @Test
    void whatWasWithheldFromSomeIsRememberedAsBad() {
        var dispositions = new ArrayList<Disposition>();
        Effects remembering = Effects.byGravest((mail, disposition) -> {
            dispositions.add(disposition);
            return counting.apply(mail, disposition);
        });

        remembering.apply(mixed(), Disposition.ACCEPT);
        remembering.apply(mixed(), Disposition.REJECT);
        remembering.apply(mail, Disposition.ACCEPT);

        assertThat(dispositions).containsExactly(Disposition.QUARANTINE, Disposition.REJECT, Disposition.ACCEPT);
        assertThat(applied).extracting(mail -> mail.verdict().score()).containsExactly(12.0, 0.0, 0.0);
    }

    @Test
    void whatIsNotWrittenYetIsWaitedFor() {
        var writing = new CompletableFuture<Void>();
        var all = Effects.of(List.of((mail, disposition) -> writing, counting)).apply(mail, Disposition.ACCEPT);

        assertThat(all).isNotCompleted();
        writing.complete(null);
        assertThat(all).isCompleted();
    }
}
