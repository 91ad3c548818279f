package org.serai.history;

import java.util.concurrent.CompletionStage;
import org.serai.history.RateLimit.What;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;

/** Counts what was decided: in memory, so that no reply waits. What is deferred did not happen, or whoever is over a limit would stay there. */
public final class RatesEffect implements Effects {

    private final Traffic traffic;
    private final SameSubjects subjects;

    public RatesEffect(Traffic traffic, SameSubjects subjects) {
        this.traffic = traffic;
        this.subjects = subjects;
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        boolean refused = disposition == Disposition.REJECT;
        switch (mail.phase()) {
            case CONNECT -> count(mail, What.CONNECTIONS, !disposition.refuses());
            case HELO, MAIL_FROM -> count(mail, What.FAILURES, refused);
            case RCPT_TO -> {
                count(mail, What.RECIPIENTS, !disposition.refuses());
                count(mail, What.FAILURES, refused);
            }
            case DATA -> {
                count(mail, What.MESSAGES, disposition != Disposition.DEFER);
                count(mail, What.FAILURES, refused);
                if (disposition != Disposition.DEFER) {
                    subjects.count(mail);
                }
            }
        }
        return DONE;
    }

    private void count(Mail mail, What what, boolean happened) {
        if (happened) {
            traffic.count(mail, what);
        }
    }
}
