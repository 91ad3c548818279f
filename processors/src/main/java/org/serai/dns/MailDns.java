package org.serai.dns;

import org.serai.mail.Mail;

/** Gives each mail its own access to the DNS. */
@FunctionalInterface
public interface MailDns {

    /** The DNS as this mail may ask it: within the number of look-ups and the time that one mail has. */
    Dns of(Mail mail);
}
