package org.serai.identity.dmarc;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.mime.Mailboxes;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;

/**
 * Whose mail it says it is: the domains in the header From (RFC 9989 section 5.3.1, RFC 5322 section 3.6.2).
 *
 * @param domains each once, in order; those of all From fields and of members of groups too
 * @param name what is shown in the place of the addresses; empty where nothing is
 * @param trouble why it cannot be read with certainty, in our words; empty where it can
 * @param unjudged who of the authors has no domain that could be asked, in our words; empty: nobody
 */
public record HeaderFrom(List<DomainName> domains, String name, String trouble, String unjudged) {

    /** Further domains are not asked for (RFC 9989 section 11.5). */
    private static final int MAX_AUTHORS = 5;

    public HeaderFrom {
        domains = List.copyOf(domains);
    }

    /** The domains that DMARC asks for: the first five. */
    public List<DomainName> authors() {
        return domains.subList(0, Math.min(domains.size(), MAX_AUTHORS));
    }

    /**
     * The domain of all authors, null where there is none or more than one. Also where the field is malformed or doubled but
     * names one domain only: else a slip of the sender's own making would be a way around DMARC.
     */
    public @Nullable DomainName author() {
        return domains.size() == 1 ? domains.get(0) : null;
    }

    /** Of a mail, read at the first call for it. */
    public static HeaderFrom of(Mail mail, MimeReader mime) {
        MimeView view = mime.view(mail);
        return mail.once(HeaderFrom.class, content -> of(view));
    }

    /** Of a message that lies in another one. */
    public static HeaderFrom of(MimeView view) {
        Mailboxes said = Mailboxes.of(view, "From");
        return new HeaderFrom(said.domains(), said.name(), trouble(view, said), unjudged(said));
    }

    private static String unjudged(Mailboxes said) {
        if (said.domains().size() > MAX_AUTHORS) {
            return "more than " + MAX_AUTHORS + " domains";
        }
        // Mail programs show the name all the same.
        return said.unread().isEmpty() && said.fields() > 0 && said.domains().isEmpty()
                ? "nobody with a domain"
                : said.unread();
    }

    private static String trouble(MimeView view, Mailboxes said) {
        if (!said.trouble().isEmpty()) {
            return said.trouble();
        }
        // To lax readers it is the sender.
        if (view.doubtful().stream().anyMatch(field -> field.is("From"))) {
            return "a From field with a broken name";
        }
        if (said.fields() > 1) {
            return "more than one From field";
        }
        return said.fields() == 0 && view.headerTruncated() ? "the header is too large to find From in it" : "";
    }
}
