package org.serai.filter.envelope;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.filter.AddressLiteral;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.mail.DomainName;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * Triggered by a reverse-path that nobody could answer (RFC 5321 section 4.1.1.2), by one of our own domains as sender of
 * mail from outside, and by a notification for more than one recipient. Trusted clients may send what they like.
 */
public final class EnvelopeFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of(
            "ENVELOPE_ADDRESS_LITERAL",
            "ENVELOPE_LOCAL_SENDER",
            "ENVELOPE_NOT_FQDN",
            "ENVELOPE_NULL_RECIPIENTS",
            "ENVELOPE_ROUTED_SENDER",
            "ENVELOPE_SOURCE_ROUTE",
            "ENVELOPE_SPECIAL_DOMAIN");

    private final LocalDomains local;

    /** Properties under {@code filter.envelope.}: none of its own. */
    public record Options() {}

    public EnvelopeFilter(Options options, LocalDomains local) {
        this.local = local;
    }

    @Override
    public List<Finding> check(Mail mail) {
        Envelope envelope = mail.envelope();
        Path sender = envelope.mailFrom();
        if (sender == null || envelope.client().trusted()) {
            return List.of();
        }
        Finding found =
                switch (mail.phase()) {
                    case MAIL_FROM -> sender.isNull() ? null : checkSender(sender);
                    case RCPT_TO -> sender.isNull() ? checkNotification(envelope) : null;
                    case CONNECT, HELO, DATA -> null;
                };
        return found == null ? List.of() : List.of(found);
    }

    private @Nullable Finding checkSender(Path sender) {
        Finding found = checkAddress(sender);
        return found == null ? null : found.withEvidence("sender", sender.text());
    }

    private @Nullable Finding checkAddress(Path sender) {
        if (unquotedAt(sender.localPart())) {
            return Finding.of("ENVELOPE_ROUTED_SENDER", "The sender's address has more than one @.")
                    .withStatus("1.7");
        }
        if (AddressLiteral.bracketed(sender.domain())) {
            return Finding.of("ENVELOPE_ADDRESS_LITERAL", "The sender's address has an IP address for its domain.")
                    .withStatus("1.8");
        }
        DomainName domain = DomainName.of(sender.domain());
        if (domain == null || !domain.qualified()) {
            return Finding.of("ENVELOPE_NOT_FQDN", "The sender's domain is not a fully qualified domain name.")
                    .withStatus("1.8");
        }
        if (domain.specialUse()) {
            return Finding.of("ENVELOPE_SPECIAL_DOMAIN", "The sender's domain cannot receive mail from the Internet.")
                    .withStatus("1.8");
        }
        if (local.contains(sender.domain())) {
            return Finding.of("ENVELOPE_LOCAL_SENDER", "Mail from this domain does not come from outside.");
        }
        if (sender.sourceRoute()) {
            return Finding.of("ENVELOPE_SOURCE_ROUTE", "The sender's address has a source route, which is obsolete.")
                    .withStatus("1.7");
        }
        return null;
    }

    /** RFC 3464 section 2, RFC 3834 section 3.3, RFC 8098 section 3: a notification goes to the one whom it concerns. */
    private static @Nullable Finding checkNotification(Envelope envelope) {
        if (envelope.rcptTo().isEmpty()) {
            return null;
        }
        return Finding.of("ENVELOPE_NULL_RECIPIENTS", "A notification is for one recipient; send one for each.")
                .withStatus("5.3")
                .withEvidence("accepted", envelope.rcptTo().size());
    }

    private static boolean unquotedAt(String localPart) {
        boolean quoted = false;
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '@' && !quoted) {
                return true;
            }
        }
        return false;
    }
}
