package org.serai.filter.relay;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.serai.config.Option;
import org.serai.filter.AddressLiteral;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;

/**
 * Triggered by a client outside the trusted networks that names a recipient who is not ours, and by any client that names one
 * of ours whose address asks us to pass the mail on (RFC 5321 sections 3.6 and 7.9). It is the guarantee that Serai is no
 * open relay.
 */
public final class RelayFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of("RELAY_DENIED", "RELAY_ROUTED");

    private final Options options;
    private final LocalDomains local;
    private final Set<InetAddress> ownAddresses;

    /** Properties under {@code filter.relay.}. */
    public record Options(
            @Option(value = "false", doc = "Take mail for user@[our own address] as well as for the local domains.")
                    boolean addressLiterals) {}

    public RelayFilter(Options options, LocalDomains local, Set<InetAddress> ownAddresses) {
        this.options = options;
        this.local = local;
        this.ownAddresses = Set.copyOf(ownAddresses);
    }

    @Override
    public List<Finding> check(Mail mail) {
        Path recipient = mail.envelope().recipient();
        if (mail.phase() != Phase.RCPT_TO || recipient == null) {
            return List.of();
        }
        if (!recipient.sourceRoute() && recipient.isPostmaster()) {
            return List.of();
        }
        if (!ours(recipient.domain())) {
            if (mail.envelope().client().trusted()) {
                return List.of();
            }
            return List.of(Finding.of("RELAY_DENIED", "This server does not take mail for that domain.")
                    .withEvidence("domain", recipient.domain()));
        }
        if (recipient.sourceRoute() || routed(recipient.localPart())) {
            return List.of(Finding.of("RELAY_ROUTED", "This server does not pass mail on along a route in an address.")
                    .withEvidence("recipient", recipient.text()));
        }
        return List.of();
    }

    private boolean ours(String domain) {
        if (AddressLiteral.bracketed(domain)) {
            InetAddress address = AddressLiteral.parse(domain);
            return options.addressLiterals() && address != null && ownAddresses.contains(address);
        }
        return local.contains(domain);
    }

    /** Quotes change nothing: a backend may take them off before it looks for {@code %}, {@code !} and {@code @}. */
    private static boolean routed(String localPart) {
        return localPart.indexOf('%') >= 0 || localPart.indexOf('!') >= 0 || localPart.indexOf('@') >= 0;
    }
}
