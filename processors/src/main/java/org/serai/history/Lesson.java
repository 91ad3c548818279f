package org.serai.history;

import java.util.List;
import org.serai.mail.AddressKey;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;

/**
 * Whom a user has written to, as a filter has found; learned when the mail is on its way.
 *
 * @param sentBy the login, else the client's address
 * @param loggedIn {@code sentBy} is a login
 * @param recipients strangers alone, each once
 * @param domains of them, as they were registered, without those where anybody gets a mailbox
 */
public record Lesson(
        AddressKey user, String sentBy, boolean loggedIn, List<AddressKey> recipients, List<DomainName> domains) {

    record Question() implements org.serai.mail.Question<Lesson> {}

    public Lesson {
        recipients = List.copyOf(recipients);
        domains = List.copyOf(domains);
    }

    /** Lets the effect of this mail find it. */
    public void of(Mail mail) {
        mail.ask(new Question(), () -> this);
    }
}
