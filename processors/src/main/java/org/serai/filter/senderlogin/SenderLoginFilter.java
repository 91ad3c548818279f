package org.serai.filter.senderlogin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mime.Addresses;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;

/**
 * Triggered by a user who has authenticated (RFC 4954) and names another sender than himself, in the reverse-path or in
 * From (RFC 6409 section 6.1). Who has not authenticated is no business of this filter.
 */
public final class SenderLoginFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of("SENDER_LOGIN_ENVELOPE", "SENDER_LOGIN_FROM");

    private static final int MAX_EVIDENCE = 100;

    private final MimeReader mime;
    private final Options options;
    private final LocalDomains local;

    /** What sender and login must have in common. */
    public enum Match {
        /** The address; a tag may stand in it. */
        ADDRESS,
        /** The domain. */
        DOMAIN,
        /** Nothing. */
        OFF
    }

    /** Properties under {@code filter.sender-login.}. */
    public record Options(
            @Option(
                            value = "address",
                            doc =
                                    "What sender and login must have in common: address, domain, or off. The shipped route"
                                            + " takes it from outbound.sender-login.")
                    Match match) {}

    public SenderLoginFilter(Options options, MimeReader mime, LocalDomains local) {
        this.mime = mime;
        this.options = options;
        this.local = local;
    }

    @Override
    public List<Finding> check(Mail mail) {
        String login = mail.envelope().client().login();
        if (login.isEmpty() || options.match() == Match.OFF) {
            return List.of();
        }
        return switch (mail.phase()) {
            case MAIL_FROM -> envelope(mail.envelope().mailFrom(), login);
            case DATA -> from(mail, login);
            case CONNECT, HELO, RCPT_TO -> List.of();
        };
    }

    private List<Finding> envelope(@Nullable Path sender, String login) {
        if (sender == null || sender.isNull() || own(sender.localPart(), sender.domain(), login)) {
            return List.of();
        }
        return List.of(Finding.of("SENDER_LOGIN_ENVELOPE", "You may not send in the name of that address.")
                .withEvidence("sender", sender.text()));
    }

    private List<Finding> from(Mail mail, String login) {
        MimeView view = mime.view(mail);
        // Also what a lax reader alone takes for one, such as "Fr om: ": he would show it.
        for (Field field : fields(view)) {
            if (field.is("From") || field.is("Sender")) {
                for (String address : Addresses.of(field.body())) {
                    int at = address.lastIndexOf('@');
                    if (at < 0 || !own(address.substring(0, at), address.substring(at + 1), login)) {
                        return List.of(Finding.of("SENDER_LOGIN_FROM", "You may not write in the name of that address.")
                                .withEvidence("field", field.name())
                                .withEvidence("address", clipped(address)));
                    }
                }
            }
        }
        return List.of();
    }

    private static List<Field> fields(MimeView view) {
        var all = new ArrayList<>(view.headers());
        all.addAll(view.doubtful());
        return all;
    }

    private boolean own(String localPart, String domain, String login) {
        int at = login.lastIndexOf('@');
        boolean sameDomain =
                at < 0 ? local.contains(domain) : login.substring(at + 1).equalsIgnoreCase(domain);
        return sameDomain
                && (options.match() == Match.DOMAIN
                        || untagged(localPart).equals(untagged(at < 0 ? login : login.substring(0, at))));
    }

    private static String untagged(String localPart) {
        int plus = localPart.indexOf('+');
        return (plus > 0 ? localPart.substring(0, plus) : localPart).toLowerCase(Locale.ROOT);
    }

    private static String clipped(String text) {
        return text.length() > MAX_EVIDENCE ? text.substring(0, MAX_EVIDENCE) : text;
    }
}
