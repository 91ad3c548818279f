package org.serai.smtp;

import org.serai.mail.Client;
import org.serai.mail.Finding;

/** Hears what clients do wrong of which no route is told. */
public interface Conduct {

    /** Nobody listens. */
    Conduct IGNORED = (client, finding) -> {};

    /**
     * A client has spoken too early, guessed a password, made too many errors. Called on event loops: must not block.
     *
     * @param finding with its points, none of them in {@code mode=monitor}
     */
    void noticed(Client client, Finding finding);
}
