package org.serai.filter.senderdomain;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.dns.MailDns;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.mail.DomainName;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * Triggered by a reverse-path whose domain takes no mail, so that nobody could be told of a failure: there is no such domain, it has
 * neither MX nor address (RFC 5321 section 5.1), it says so itself (RFC 7505), or they lead to no public host.
 */
public final class SenderDomainFilter implements MailFilter {

    private static final String TEMPERROR = "SENDER_DOMAIN_TEMPERROR";

    public static final Set<String> SYMBOLS = Set.of(
            "SENDER_DOMAIN_UNKNOWN",
            "SENDER_DOMAIN_NO_MX",
            "SENDER_DOMAIN_NO_ADDRESS",
            "SENDER_DOMAIN_NULL_MX",
            "SENDER_DOMAIN_RESERVED",
            TEMPERROR);

    private final MailDns dns;
    private final LocalDomains local;

    /** Properties under {@code filter.sender-domain.}: none of its own. */
    public record Options() {}

    /** Where does mail to this domain go? */
    private record Question(DomainName domain) implements org.serai.mail.Question<CompletableFuture<Route.Found>> {}

    /** @param local our own domains are not looked up: maybe they exist here alone */
    public SenderDomainFilter(Options options, MailDns dns, LocalDomains local) {
        this.dns = dns;
        this.local = local;
    }

    @Override
    public void prepare(Mail mail) {
        ask(mail);
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        CompletableFuture<Route.Found> asked = ask(mail);
        if (asked == null) {
            return List.of();
        }
        Route.Found route = mail.deadline().await(asked);
        Finding found = finding(route.result());
        return found == null ? List.of() : List.of(found.withEvidence("lookups", route.evidence()));
    }

    private @Nullable CompletableFuture<Route.Found> ask(Mail mail) {
        Envelope envelope = mail.envelope();
        Path sender = envelope.mailFrom();
        DomainName domain = sender == null || sender.isNull() ? null : DomainName.of(sender.domain());
        // What cannot exist at all is the finding of another filter.
        return domain == null
                        || envelope.client().trusted()
                        || !domain.qualified()
                        || domain.specialUse()
                        || local.contains(domain.ascii())
                ? null
                : mail.ask(new Question(domain), () -> Route.to(domain.ascii(), dns.of(mail)));
    }

    private static @Nullable Finding finding(Route.Result result) {
        return switch (result) {
            case MX -> null;
            case ADDRESS ->
                Finding.of("SENDER_DOMAIN_NO_MX", "The domain of the sender has no MX record.")
                        .withStatus("1.8");
            case NULL_MX ->
                Finding.of("SENDER_DOMAIN_NULL_MX", "The domain of the sender takes no mail, as its null MX says.")
                        .withStatus("7.27");
            case UNKNOWN ->
                Finding.of("SENDER_DOMAIN_UNKNOWN", "The domain of the sender does not exist.")
                        .withStatus("1.8");
            case NOWHERE, DEAD_MX ->
                Finding.of("SENDER_DOMAIN_NO_ADDRESS", "The domain of the sender has no address to send an answer to.")
                        .withStatus("1.8");
            case RESERVED ->
                Finding.of("SENDER_DOMAIN_RESERVED", "Mail to the domain of the sender leads to no public host.")
                        .withStatus("1.8");
            case TEMPERROR ->
                Finding.of(TEMPERROR, "The domain of the sender cannot be looked up; please try again later.")
                        .withStatus("4.3");
        };
    }
}
