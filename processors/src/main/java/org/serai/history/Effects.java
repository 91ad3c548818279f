package org.serai.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Verdict;

/**
 * What a verdict changes in the world besides its reply: statistics, and what is remembered of sender and client. Applied once for
 * each decided phase; never when a mail is only explained or replayed.
 */
public interface Effects {

    /** For those that are done when they return. */
    CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    /** A mail that is only looked at: nothing changes. */
    Effects NONE = (mail, disposition) -> DONE;

    /** Some together; one that fails keeps no other from being applied. */
    static Effects of(List<Effects> each) {
        List<Effects> all = List.copyOf(each);
        return (mail, disposition) -> {
            var stages = new ArrayList<CompletableFuture<Void>>(all.size());
            for (Effects some : all) {
                CompletableFuture<Void> stage = start(some, mail, disposition);
                if (!stage.isDone() || stage.isCompletedExceptionally()) {
                    stages.add(stage);
                }
            }
            return stages.isEmpty() ? DONE : CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
        };
    }

    /** Only where the routes have run a filter for the mail: what nobody asks for is not remembered. */
    static Effects where(String filter, Effects remembering) {
        return (mail, disposition) -> mail.ran(filter) ? remembering.apply(mail, disposition) : DONE;
    }

    /**
     * For what is remembered of who sent a mail: where it went on to some and was withheld from others, it is what it was for these.
     * What the mail server refused was kept for nobody.
     */
    static Effects byGravest(Effects remembering) {
        return (mail, disposition) -> {
            Verdict verdict = mail.verdict();
            Verdict gravest = disposition == verdict.disposition() ? verdict.gravest() : verdict;
            return gravest == verdict
                    ? remembering.apply(mail, disposition)
                    : remembering.apply(mail.judged(gravest), gravest.disposition());
        };
    }

    private static CompletableFuture<Void> start(Effects some, Mail mail, Disposition disposition) {
        try {
            return some.apply(mail, disposition).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Applies what follows from this phase's verdict. Must not block.
     *
     * @param mail with all findings and the verdict of this phase
     * @param disposition what has become of it, which a backend that refuses may have changed since the verdict
     * @return done when it is written, for what the next session must find, wherever it comes in: the reply waits for it. What may
     *     come later returns {@link #DONE}
     */
    CompletionStage<Void> apply(Mail mail, Disposition disposition);
}
