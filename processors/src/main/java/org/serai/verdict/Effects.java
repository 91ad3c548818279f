package org.serai.verdict;

import org.serai.mail.Disposition;
import org.serai.mail.Mail;

/**
 * What a verdict changes in the world besides its reply: statistics here, state such as greylist and penalty box where
 * there is some. Applied once for each decided phase, before its reply is sent; never when a mail is only explained or
 * replayed. Must not block on the network.
 */
public interface Effects {

    /** A mail that is only looked at: nothing changes. */
    Effects NONE = (mail, disposition) -> {};

    /** These, then others. */
    default Effects and(Effects others) {
        return (mail, disposition) -> {
            apply(mail, disposition);
            others.apply(mail, disposition);
        };
    }

    /** Applies what follows from this phase's verdict. */
    void apply(Mail mail, Disposition disposition);
}
