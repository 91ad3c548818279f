package org.serai.mail;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Passes SASL exchanges (RFC 4954) on to who knows the passwords: the backend. One exchange a session at a time. */
public interface Authenticator {

    /** Mechanisms to be offered, upper case; empty while the backend offers none that we pass on. */
    List<String> mechanisms();

    /**
     * Says one line of the exchange: first the arguments of AUTH ({@code PLAIN AGFsaWNlAHNlY3JldA==}), then each response
     * ({@code *} cancels).
     *
     * @param session {@link Mail#session()} of the session it is for
     * @return 334 with a challenge, 235 when the user is known, else a refusal for the client; never fails
     */
    CompletionStage<Reply> say(String session, String line);

    /** The session has ended: whatever it held is given up. Idempotent, does not block. */
    void ended(String session);
}
