package org.serai.dns;

import org.serai.mail.Mail;

/** Gives each mail its own access to the DNS. */
@FunctionalInterface
public interface MailDns {

    /** The DNS as this mail may ask it: within the number of look-ups and the time that one mail has. */
    Dns of(Mail mail);

    /**
     * The same with an account of its own: whose look-ups a sender chooses, such as SPF's, must not leave nothing for those that
     * find him out, such as DMARC's.
     *
     * @param check who asks; the same name, the same account
     */
    default Dns of(Mail mail, String check) {
        return of(mail);
    }
}
