package org.serai.history;

import java.util.concurrent.CompletionStage;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;

/**
 * Learns whom our own users write to, when the backend or the smarthost has taken the mail and no finding marks it; and at every
 * phase, whose account is in other hands as it seems.
 */
public final class CorrespondentsEffect implements Effects {

    private final Correspondents correspondents;

    public CorrespondentsEffect(Correspondents correspondents) {
        this.correspondents = correspondents;
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        Lesson lesson = mail.answer(new Lesson.Question());
        CompletionStage<Void> penalized = correspondents.penalize(mail);
        return lesson == null || disposition != Disposition.ACCEPT
                ? penalized
                : penalized.thenCompose(done -> correspondents.learn(lesson));
    }
}
