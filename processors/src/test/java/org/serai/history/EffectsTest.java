package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;

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

    @Test
    void whatIsNotWrittenYetIsWaitedFor() {
        var writing = new CompletableFuture<Void>();
        var all = Effects.of(List.of((mail, disposition) -> writing, counting)).apply(mail, Disposition.ACCEPT);

        assertThat(all).isNotCompleted();
        writing.complete(null);
        assertThat(all).isCompleted();
    }
}
