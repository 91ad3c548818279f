package org.serai.history;

import java.util.concurrent.CompletionStage;
import org.serai.history.Greylist.Asked;
import org.serai.history.Greylist.State;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Verdict;

/**
 * Remembers the triplets of mails that were put off for being new, and of those that came again. Mail that is deferred or refused
 * for something else writes nothing, so that a flood of spam fills no table.
 */
public final class GreylistEffect implements Effects {

    private final Greylist greylist;

    public GreylistEffect(Greylist greylist) {
        this.greylist = greylist;
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        Asked asked = mail.answer(Greylist.Question.of(mail));
        if (asked == null) {
            return DONE;
        }
        if (putOff(mail.verdict())) {
            return greylist.putOff(asked.triplets());
        }
        boolean taken = disposition == Disposition.ACCEPT || disposition == Disposition.TAG;
        return taken && passed(asked) ? greylist.letThrough(asked.triplets()) : DONE;
    }

    private static boolean putOff(Verdict verdict) {
        return verdict.disposition() == Disposition.DEFER && verdict.reason().equals(Greylist.REASON);
    }

    private static boolean passed(Asked asked) {
        return asked.state().isDone()
                && !asked.state().isCompletedExceptionally()
                && asked.state().join() == State.PASSED;
    }
}
