package org.serai.filter.helo;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.dns.Dns;
import org.serai.dns.MailDns;
import org.serai.dns.RecordType;
import org.serai.filter.AddressLiteral;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;

/**
 * Triggered by a HELO or EHLO argument that is no fully qualified host name, or
 * that is one of our own names or addresses (RFC 5321 section 4.1.1.1), or that has no address in the DNS. Trusted clients may say
 * what they like.
 */
public final class HeloFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of(
            "HELO_BARE_IP",
            "HELO_FORGED",
            "HELO_LITERAL",
            "HELO_LITERAL_MISMATCH",
            "HELO_NOT_FQDN",
            "HELO_OWN_ADDRESS",
            "HELO_SYNTAX",
            "HELO_UNRESOLVED");

    private final @Nullable DomainName hostname;
    private final LocalDomains local;
    private final Set<InetAddress> ownAddresses;
    private final MailDns dns;
    private final boolean resolve;

    /** Properties under {@code filter.helo.}. */
    public record Options(
            @Option(
                            value = "true",
                            doc = "Look up whether the name has an address; false: no look-ups, no HELO_UNRESOLVED.")
                    boolean resolve) {}

    /** Has this name an address? */
    private record Question(DomainName name) implements org.serai.mail.Question<CompletableFuture<Boolean>> {}

    /**
     * Needs to know who we are.
     *
     * @param hostname the property {@code smtp.hostname}
     * @param ownAddresses those we listen on, and the public ones in front of them
     */
    public HeloFilter(
            Options options, String hostname, LocalDomains local, Set<InetAddress> ownAddresses, MailDns dns) {
        this.hostname = DomainName.of(hostname);
        this.local = local;
        this.ownAddresses = Set.copyOf(ownAddresses);
        this.dns = dns;
        this.resolve = options.resolve();
    }

    @Override
    public void prepare(Mail mail) {
        String said = mail.envelope().helo();
        boolean asks = resolve
                && mail.phase() == Phase.HELO
                && !mail.envelope().client().trusted()
                && AddressLiteral.bare(said) == null;
        DomainName name = asks ? DomainName.of(said) : null;
        if (name != null && name.hostName() && name.qualified() && !name.specialUse() && !isOurs(name)) {
            unresolved(mail, name);
        }
    }

    /** True when there is no address; a DNS that cannot tell does not make it so. */
    private CompletableFuture<Boolean> unresolved(Mail mail, DomainName name) {
        return mail.ask(new Question(name), () -> {
            Dns asked = dns.of(mail);
            return asked.lookup(name.ascii(), RecordType.A)
                    .thenCombine(asked.lookup(name.ascii(), RecordType.AAAA), (v4, v6) -> v4.isVoid() && v6.isVoid());
        });
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        String said = mail.envelope().helo();
        if (mail.phase() != Phase.HELO || mail.envelope().client().trusted()) {
            return List.of();
        }
        InetAddress client = mail.envelope().client().address();
        var findings = new ArrayList<Finding>(2);
        InetAddress bare = AddressLiteral.bare(said);
        if (AddressLiteral.bracketed(said)) {
            checkAddress(AddressLiteral.parse(said), client, findings);
        } else if (bare != null) {
            findings.add(Finding.of("HELO_BARE_IP", "An IP address in HELO must stand in brackets."));
            if (isOurs(bare, client)) {
                findings.add(ownAddress());
            }
        } else {
            checkName(mail, said, client, findings);
        }
        return findings.stream().map(f -> f.withEvidence("helo", said)).toList();
    }

    private void checkAddress(@Nullable InetAddress literal, InetAddress client, List<Finding> findings) {
        if (literal == null) {
            findings.add(syntax());
        } else if (isOurs(literal, client)) {
            findings.add(ownAddress());
        } else if (!literal.equals(client)) {
            findings.add(Finding.of("HELO_LITERAL_MISMATCH", "The address in HELO is not the one you connect from.")
                    .withEvidence("client", client.getHostAddress()));
        } else {
            findings.add(
                    Finding.of("HELO_LITERAL", "HELO gives an address, not the host name that a mail server has."));
        }
    }

    private void checkName(Mail mail, String said, InetAddress client, List<Finding> findings) throws Exception {
        DomainName name = DomainName.of(said);
        boolean sameHost = ownAddresses.contains(client);
        if (name == null || !name.hostName()) {
            findings.add(syntax());
        } else if (isOurs(name) || sameHost && name.equals(hostname)) {
            // A client on this very host has our name by right, also one like box.internal that no other may say.
            if (!sameHost) {
                findings.add(Finding.of("HELO_FORGED", "The host name in HELO is ours, not yours."));
            }
        } else if (!name.qualified() || name.specialUse()) {
            findings.add(Finding.of("HELO_NOT_FQDN", "The host name in HELO is not a fully qualified domain name."));
        } else if (resolve && mail.deadline().await(unresolved(mail, name))) {
            findings.add(Finding.of("HELO_UNRESOLVED", "The host name in HELO has no address in the DNS."));
        }
    }

    private boolean isOurs(DomainName name) {
        return !name.specialUse() && (name.equals(hostname) || local.names(name));
    }

    /** A client on this very host has our address by right. */
    private boolean isOurs(InetAddress address, InetAddress client) {
        return ownAddresses.contains(address) && !address.equals(client);
    }

    private static Finding syntax() {
        return Finding.of("HELO_SYNTAX", "The argument of HELO is neither a host name nor an address literal.")
                .withStatus("5.2");
    }

    private static Finding ownAddress() {
        return Finding.of("HELO_OWN_ADDRESS", "The address in HELO is ours, not yours.");
    }
}
