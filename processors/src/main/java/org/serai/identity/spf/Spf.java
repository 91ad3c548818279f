package org.serai.identity.spf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.dns.MailDns;
import org.serai.identity.SpfResult;
import org.serai.identity.SpfResult.Identity;
import org.serai.identity.SpfResult.Question;
import org.serai.identity.SpfResult.Result;
import org.serai.mail.DomainName;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * Says whether a domain lets the client send mail in its name (RFC 7208). Each identity of a transaction is evaluated at most
 * once. Whatever the DNS or a record says is a result and no failure. The limits are those of section 4.6.4: 10 terms that ask the DNS,
 * 10 mail servers for each {@code mx}, 10 names of the client, 2 terms that find nothing, 20 seconds.
 */
public final class Spf {

    private static final String POSTMASTER = "postmaster";
    private static final int MAX_TEXT = 400;

    private final MailDns dns;
    private final String receiver;
    private final Clock clock;

    /** @param receiver our own host name, for the macro {@code %{r}} */
    public Spf(MailDns dns, String receiver, Clock clock) {
        this.dns = dns;
        this.receiver = receiver;
        this.clock = clock;
    }

    /** Whether the client may call itself as it does in HELO or EHLO (section 2.3). */
    public CompletableFuture<SpfResult> helo(Mail mail) {
        return check(mail, Identity.HELO, POSTMASTER, mail.envelope().helo());
    }

    /** Whether the client may use the reverse-path, which for the null one is the HELO name's postmaster (section 2.4). */
    public CompletableFuture<SpfResult> mailFrom(Mail mail) {
        Path path = mail.envelope().mailFrom();
        return path == null || path.isNull()
                ? check(mail, Identity.MAILFROM, POSTMASTER, mail.envelope().helo())
                : check(
                        mail,
                        Identity.MAILFROM,
                        path.localPart().isEmpty() ? POSTMASTER : path.localPart(),
                        path.domain());
    }

    private CompletableFuture<SpfResult> check(Mail mail, Identity identity, String localPart, String domainSaid) {
        Envelope envelope = mail.envelope();
        InetAddress client = unmapped(envelope.client().address());
        DomainName domain = domain(domainSaid);
        String name = domain == null ? domainSaid : domain.ascii();
        return mail.ask(
                new Question(client, envelope.helo(), identity, localPart + "@" + name),
                () -> domain == null
                        ? CompletableFuture.completedFuture(none(identity))
                        : evaluate(
                                mail,
                                identity,
                                new Letters(
                                        client,
                                        localPart,
                                        name,
                                        envelope.helo(),
                                        receiver,
                                        clock.instant().getEpochSecond())));
    }

    private CompletableFuture<SpfResult> evaluate(Mail mail, Identity identity, Letters letters) {
        var evaluation = new Evaluation(dns.of(mail, "spf " + identity.id()), letters);
        return evaluation.check(letters.senderDomain()).thenCompose(policy -> evaluation
                .explanation(policy)
                .thenApply(text -> new SpfResult(
                        policy.result(),
                        identity,
                        letters.senderDomain(),
                        printable(text),
                        printable(policy.cause()),
                        evaluation.lookups().evidence())));
    }

    private static SpfResult none(Identity identity) {
        return new SpfResult(Result.NONE, identity, "", "", "no domain name", List.of());
    }

    /** Null for what cannot have a policy (section 4.3): no fully qualified name, an address. */
    private static @Nullable DomainName domain(String said) {
        DomainName name = DomainName.of(said);
        return name == null || !name.qualified() || endsInNumber(name.ascii()) ? null : name;
    }

    private static boolean endsInNumber(String name) {
        return name.substring(name.lastIndexOf('.') + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** An IPv4 address that stands in an IPv6 one is IPv4 (section 5). */
    private static InetAddress unmapped(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address's own octets are an address", e);
        }
    }

    private static String printable(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_TEXT; i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return out.append(text.length() > MAX_TEXT ? "..." : "").toString();
    }
}
