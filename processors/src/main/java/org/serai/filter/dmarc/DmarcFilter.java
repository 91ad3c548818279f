package org.serai.filter.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.filter.ReservedAddress;
import org.serai.identity.AuthenticationResult;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.DmarcResult.Result;
import org.serai.identity.SpfResult;
import org.serai.identity.dmarc.Dmarc;
import org.serai.identity.dmarc.HeaderFrom;
import org.serai.mail.Client;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;

/**
 * Triggered by a message whose header From is not proved by SPF or DKIM although its domain has a DMARC record (RFC 9989), or
 * is one of our own; and by a From in which nobody can tell whose mail it is.
 */
public final class DmarcFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of(
            "DMARC_PASS",
            "DMARC_FAIL_NONE",
            "DMARC_FAIL_QUARANTINE",
            "DMARC_FAIL_REJECT",
            "DMARC_FAIL_STRICT",
            "DMARC_FAIL_EXCUSED",
            "DMARC_FORGED_LOCAL",
            "DMARC_FROM_SEVERAL",
            "DMARC_FROM_MALFORMED",
            "DMARC_FROM_UNJUDGED",
            "DMARC_PERMERROR");

    private final MimeReader mime;
    private final LocalDomains local;
    private final Dmarc dmarc;
    private final boolean strict;
    private final DomainSet forwarders;
    private final List<String> excusedBy;
    private final boolean privateClients;

    /** Properties under {@code filter.dmarc.}. */
    public record Options(
            @Option(
                            value = "false",
                            doc =
                                    "A failure under p=reject is DMARC_FAIL_STRICT, which refuses on the policy alone; RFC 9989"
                                            + " section 5.4 advises against it.")
                    boolean strict,
            @Option(
                            value = "",
                            doc =
                                    "Mailing lists and forwarders whose mail may fail: domains that SPF or DKIM prove, separated by"
                                            + " commas; .example.org is all below example.org.")
                    List<String> forwarders,
            @Option(
                            value = "ARC_TRUSTED",
                            doc = "Findings of steps before this one that excuse a failure, separated by commas.")
                    List<String> excusedBy,
            @Option(
                            value = "false",
                            doc =
                                    "Check mail from private and loopback addresses as well, which no domain can name: behind a"
                                            + " balancer without the PROXY protocol all clients have one.")
                    boolean privateClients) {

        public Options {
            forwarders.forEach(new DomainSet.Builder()::add);
        }
    }

    public DmarcFilter(Options options, MimeReader mime, LocalDomains local, Dmarc dmarc) {
        this.mime = mime;
        this.local = local;
        this.dmarc = dmarc;
        this.strict = options.strict();
        this.excusedBy = List.copyOf(options.excusedBy());
        this.privateClients = options.privateClients();
        var set = new DomainSet.Builder();
        options.forwarders().forEach(set::add);
        this.forwarders = set.build();
    }

    @Override
    public void prepare(Mail mail) {
        if (concerns(mail)) {
            dmarc.of(mail);
        }
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        if (!concerns(mail)) {
            return List.of();
        }
        HeaderFrom from = HeaderFrom.of(mime.view(mail));
        DmarcResult result = mail.deadline().await(dmarc.of(mail));
        String excuse = excuse(mail);
        var found = new ArrayList<Finding>();
        switch (result.result()) {
            case NONE -> {}
            case PASS -> found.add(evidence("DMARC_PASS", "The author's domain is proved", result));
            case FAIL -> found.add(failed(mail, result, excuse));
            case TEMPERROR ->
                found.add(evidence(
                                "DMARC_TEMPERROR",
                                "The author's domain cannot be checked now; please try again later",
                                result)
                        .withStatus("4.3"));
            case PERMERROR ->
                found.add(evidence("DMARC_PERMERROR", "The DMARC record of the author's domain is wrong", result));
        }
        if (excuse.isEmpty() && forged(from, result)) {
            found.add(evidence(
                            "DMARC_FORGED_LOCAL",
                            "The message is from a domain of ours, but was not sent by us",
                            result)
                    .withStatus(status(mail)));
        }
        if (from.domains().size() > 1) {
            found.add(Finding.of("DMARC_FROM_SEVERAL", "The header From names more than one domain")
                    .withStatus("6.0")
                    .withEvidence(
                            "domains",
                            from.domains().stream()
                                    .limit(5)
                                    .map(DomainName::ascii)
                                    .toList()));
        }
        if (!from.trouble().isEmpty()) {
            found.add(Finding.of("DMARC_FROM_MALFORMED", "The header From cannot be read with certainty")
                    .withStatus("6.0")
                    .withEvidence("cause", from.trouble()));
        }
        if (!from.unjudged().isEmpty()) {
            found.add(
                    Finding.of("DMARC_FROM_UNJUDGED", "The header From names an author whose domain cannot be checked")
                            .withStatus("6.0")
                            .withEvidence("cause", from.unjudged()));
        }
        return found;
    }

    /** Our own users' mail was proved by how they came in. */
    private boolean concerns(Mail mail) {
        Client client = mail.envelope().client();
        return mail.phase() == Phase.DATA
                && !client.trusted()
                && (privateClients || !ReservedAddress.is(client.address()));
    }

    private Finding failed(Mail mail, DmarcResult result, String excuse) {
        String reason =
                "DMARC policy of " + result.domain() + ": neither SPF nor DKIM proves that the message is from there";
        if (!excuse.isEmpty()) {
            return evidence("DMARC_FAIL_EXCUSED", reason, result).withEvidence("excuse", excuse);
        }
        String symbol =
                switch (result.policy()) {
                    case NONE -> "DMARC_FAIL_NONE";
                    case QUARANTINE -> "DMARC_FAIL_QUARANTINE";
                    case REJECT -> strict ? "DMARC_FAIL_STRICT" : "DMARC_FAIL_REJECT";
                };
        return evidence(symbol, reason, result).withStatus(status(mail));
    }

    private boolean forged(HeaderFrom from, DmarcResult result) {
        boolean proved = result.spfAligned() || result.dkimAligned() || result.result() == Result.TEMPERROR;
        return !proved && from.domains().stream().anyMatch(domain -> local.contains(domain.ascii()));
    }

    /** Codes of RFC 7372 section 3. */
    private static String status(Mail mail) {
        List<DkimResult> signatures = signatures(mail);
        if (signatures.stream().anyMatch(each -> each.result() == DkimResult.Result.PASS)) {
            return "7.22";
        }
        SpfResult spf = AuthenticationResult.spf(mail, SpfResult.Identity.MAILFROM);
        return spf != null && spf.result() == SpfResult.Result.PASS ? "7.20" : "7.26";
    }

    private static List<DkimResult> signatures(Mail mail) {
        List<DkimResult> signatures = AuthenticationResult.answer(mail, new DkimResult.Question());
        return signatures == null ? List.of() : signatures;
    }

    /** Who vouches for the mail, empty when nobody does. */
    private String excuse(Mail mail) {
        for (Finding finding : mail.findings()) {
            if (finding.mode() != Mode.MONITOR && excusedBy.contains(finding.symbol())) {
                return finding.symbol();
            }
        }
        SpfResult spf = AuthenticationResult.spf(mail, SpfResult.Identity.MAILFROM);
        String forwarder = spf != null && spf.result() == SpfResult.Result.PASS ? forwarder(spf.domain()) : null;
        for (DkimResult signature : signatures(mail)) {
            if (forwarder == null && signature.result() == DkimResult.Result.PASS && signature.wholeBody()) {
                forwarder = forwarder(signature.domain());
            }
        }
        return forwarder == null ? "" : forwarder;
    }

    private @Nullable String forwarder(String domain) {
        DomainName name = DomainName.of(domain);
        return name == null || forwarders.match(name) == null ? null : name.ascii();
    }

    private static Finding evidence(String symbol, String reason, DmarcResult result) {
        return Finding.of(symbol, reason)
                .withEvidence("domain", result.domain())
                .withEvidence("policyDomain", result.policyDomain())
                .withEvidence("policy", result.policy().id())
                .withEvidence("cause", result.cause());
    }
}
