package org.serai.history;

import java.util.concurrent.CompletionStage;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;

/** Learns whom our own users write to, when the backend or the smarthost has taken the mail and no finding marks it. */
public final class CorrespondentsEffect implements Effects {

    private final Correspondents correspondents;

    public CorrespondentsEffect(Correspondents correspondents) {
        this.correspondents = correspondents;
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        Lesson lesson = mail.answer(new Lesson.Question());
        return lesson == null || disposition != Disposition.ACCEPT ? DONE : correspondents.learn(lesson);
    }
}
