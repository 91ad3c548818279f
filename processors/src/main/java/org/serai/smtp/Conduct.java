package org.serai.smtp;

import org.serai.mail.Finding;
import org.serai.mail.Mail;

/** Hears what clients do wrong of which no route is told. */
public interface Conduct {

    /** Nobody listens. */
    Conduct IGNORED = (mail, finding) -> {};

    /**
     * A client has spoken too early, guessed a password, made too many errors. Called on event loops: must not block.
     *
     * @param mail of this session, by which it is known what was asked about the client
     * @param finding with its points, none of them in {@code mode=monitor}
     */
    void noticed(Mail mail, Finding finding);
}
