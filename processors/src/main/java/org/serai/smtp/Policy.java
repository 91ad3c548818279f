package org.serai.smtp;

import java.util.function.Consumer;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Reply;

/** What the session asks at each phase. */
public interface Policy {

    /**
     * One phase, decided.
     *
     * @param mail the asked mail with the findings of this phase
     * @param reply for the client, sent as it is
     */
    record Decision(Mail mail, Disposition disposition, Reply reply) {

        /** The session itself refuses: no route sees this. */
        static Decision bySession(Mail mail, Reply refusal) {
            return new Decision(mail, refusal.permanentFailure() ? Disposition.REJECT : Disposition.DEFER, refusal);
        }
    }

    /** How a transaction ended. */
    enum Ending {
        /** Its message was decided about, or something of it was refused. */
        DECIDED,
        /** Its message had been taken before, in another transaction: nobody was asked about this one. */
        REPEATED,
        /** By RSET, QUIT, a new EHLO or a lost connection, before anything was decided about its message or refused. */
        ABANDONED
    }

    /**
     * Decides the phase that {@code mail} is at. Returns at once; {@code done} is called exactly once, on any thread, also
     * when the policy failed (then with 451 4.3.0) or is overloaded (451 4.3.2).
     */
    void decide(Mail mail, Consumer<Decision> done);

    /**
     * A transaction is over: what was decided last has been said, or the client has gone. Called exactly once for each
     * mail id for which MAIL or a refusal was decided, and for a session refused before MAIL; after it the content is gone.
     * Must not block.
     *
     * @param last the last decision of DATA, else of the last refusal, else the last one
     * @param said false when the client had gone before it could read the reply
     * @param ending ABANDONED: {@code last} is about sender or recipient alone, and nothing became of the message
     */
    void ended(Decision last, boolean said, Ending ending);

    /**
     * No decision has come in time, and the client is answered without one. Whatever has not been sent to the backend must not be. The
     * decision that was asked for may still come: it changes nothing, but tells whether somebody has taken the message. Must not
     * block.
     *
     * @return what the client is told: 451 4.3.0, or what was decided where only something behind it hangs
     */
    Decision overdue(Mail mail);

    /** The client of this mail has gone: whatever has not been sent to the backend must not be. Must not block. */
    void abandoned(Mail mail);

    /** The client has gone, all its transactions have {@link #ended}, and nobody is asked about it any more. Must not block. */
    default void left(Mail arrived) {}
}
