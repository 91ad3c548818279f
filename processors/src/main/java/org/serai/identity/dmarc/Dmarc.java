package org.serai.identity.dmarc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.dns.MailDns;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.DmarcResult.Policy;
import org.serai.identity.DmarcResult.Result;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.SpfResult;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;

/**
 * Evaluates DMARC (RFC 9989 section 5.3). It waits for nobody: look-ups of the record run beside those of SPF and DKIM.
 *
 * <p>A DKIM pass counts only when it covers the whole body ({@code l=} lets anybody append another mail), an SPF pass only when it
 * is that of the reverse-path. Of several authors each is judged, and the strictest of the policies that fail counts (section 11.5).
 * Where no record is found, alignment is told by the public suffix list, for those who want to
 * know it without DMARC.
 */
public final class Dmarc {

    /** So many different domains below the organization are walked for; further ones do not align. */
    private static final int MAX_WALKS = 8;

    private final MailDns dns;
    private final MimeReader mime;
    private final PublicSuffixes suffixes;
    private final Function<Mail, CompletableFuture<SpfResult>> spf;
    private final Function<Mail, CompletableFuture<List<DkimResult>>> dkim;
    private final Options options;

    /** Properties under {@code filter.dmarc.} that hold for whoever asks. */
    public record Options(
            @Option(
                            value = "treewalk",
                            doc =
                                    "How organizational domains are found: treewalk (RFC 9989), or psl, the public suffix list"
                                            + " (RFC 7489).")
                    Discovery.Method discovery) {

        /** By records of the domains above, not by the public suffix list. */
        public boolean treeWalk() {
            return discovery == Discovery.Method.TREEWALK;
        }
    }

    /**
     * An evaluator.
     *
     * @param spf of the reverse-path
     */
    public Dmarc(
            MailDns dns,
            MimeReader mime,
            PublicSuffixes suffixes,
            Function<Mail, CompletableFuture<SpfResult>> spf,
            Function<Mail, CompletableFuture<List<DkimResult>>> dkim,
            Options options) {
        this.dns = dns;
        this.mime = mime;
        this.suffixes = suffixes;
        this.spf = spf;
        this.dkim = dkim;
        this.options = options;
    }

    /** What DMARC says of a message; worked out once. It completes when SPF, DKIM and its own look-ups have. */
    public CompletableFuture<DmarcResult> of(Mail mail) {
        return mail.ask(new DmarcResult.Question(), () -> evaluate(mail));
    }

    private CompletableFuture<DmarcResult> evaluate(Mail mail) {
        List<DomainName> authors = HeaderFrom.of(mime.view(mail)).authors();
        if (authors.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new DmarcResult(Result.NONE, "", "", "", Policy.NONE, false, false, "From names no domain"));
        }
        var discovery = new Discovery(dns.of(mail, "dmarc"), options.discovery(), suffixes);
        // All walks begin before anybody is waited for.
        List<CompletableFuture<Standing>> standings =
                authors.stream().map(discovery::of).toList();
        CompletableFuture<Evidence> evidence = spf.apply(mail).thenCombine(dkim.apply(mail), Evidence::of);
        CompletableFuture<Judged> judged = standings.stream()
                .map(standing -> judge(discovery, standing, evidence))
                .reduce((some, other) -> some.thenCombine(other, Judged::worse))
                .orElseThrow();
        mail.ask(new Published.Question(), () -> judged.thenApply(Judged::published));
        return judged.thenApply(Judged::result);
    }

    private CompletableFuture<Judged> judge(
            Discovery discovery, CompletableFuture<Standing> standing, CompletableFuture<Evidence> evidence) {
        return standing.thenCombine(evidence, (s, e) -> judge(discovery, s, e)
                        .thenApply(result -> new Judged(result, Optional.ofNullable(s.published()))))
                .thenCompose(judged -> judged);
    }

    private CompletableFuture<DmarcResult> judge(Discovery discovery, Standing standing, Evidence evidence) {
        Published published = standing.published();
        if (published == null && !standing.trouble().isEmpty()) {
            return CompletableFuture.completedFuture(
                    result(Result.TEMPERROR, standing, false, false, standing.trouble()));
        }
        if (published == null) {
            return CompletableFuture.completedFuture(evidence.aligned(
                    name -> Discovery.sameRegistrable(suffixes, name, standing.domain()),
                    (spfAligned, dkimAligned) ->
                            result(Result.NONE, standing, spfAligned, dkimAligned, "no record applies")));
        }
        DmarcRecord record = published.record();
        if (record.policy() == null) {
            return CompletableFuture.completedFuture(
                    result(Result.PERMERROR, standing, false, false, String.join("; ", record.errors())));
        }
        return organizations(discovery, standing, evidence)
                .thenApply(found -> judge(standing, record, evidence, found));
    }

    /** Organizational domains of those identifiers whose alignment depends on them. */
    private static CompletableFuture<Map<DomainName, Optional<DomainName>>> organizations(
            Discovery discovery, Standing standing, Evidence evidence) {
        DomainName organization = standing.organization();
        var walks = new LinkedHashMap<DomainName, CompletableFuture<Standing>>();
        for (DomainName name : evidence.passed()) {
            if (organization != null
                    && !name.equals(standing.domain())
                    && Standing.within(name, organization)
                    && walks.size() < MAX_WALKS) {
                walks.computeIfAbsent(name, discovery::of);
            }
        }
        return CompletableFuture.allOf(walks.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    var out = new LinkedHashMap<DomainName, Optional<DomainName>>();
                    walks.forEach((name, walk) ->
                            out.put(name, Optional.ofNullable(walk.join().organization())));
                    return out;
                });
    }

    private static DmarcResult judge(
            Standing standing,
            DmarcRecord record,
            Evidence evidence,
            Map<DomainName, Optional<DomainName>> organizations) {
        var relaxed = Optional.ofNullable(standing.organization());
        boolean spfAligned = evidence.spf(name -> name.equals(standing.domain())
                || !record.strictSpf() && relaxed.isPresent() && relaxed.equals(organizations.get(name)));
        boolean dkimAligned = evidence.dkim(name -> name.equals(standing.domain())
                || !record.strictDkim() && relaxed.isPresent() && relaxed.equals(organizations.get(name)));
        if (spfAligned || dkimAligned) {
            return result(Result.PASS, standing, spfAligned, dkimAligned, evidence.toString());
        }
        var open = new ArrayList<String>();
        if (!standing.trouble().isEmpty()) {
            open.add(standing.trouble());
        }
        organizations.forEach((name, organization) -> {
            if (organization.isEmpty()) {
                open.add("the organizational domain of " + name + " is not known");
            }
        });
        open.addAll(evidence.open(
                name -> name.equals(standing.domain()) || !record.strictSpf() && standing.mayAlign(name),
                name -> name.equals(standing.domain()) || !record.strictDkim() && standing.mayAlign(name)));
        // Section 5.3.6: what did not complete neither passes nor fails.
        return open.isEmpty()
                ? result(Result.FAIL, standing, false, false, evidence.toString())
                : result(Result.TEMPERROR, standing, false, false, String.join("; ", open));
    }

    private static DmarcResult result(
            Result result, Standing standing, boolean spfAligned, boolean dkimAligned, String cause) {
        Published published = standing.published();
        DomainName organization = standing.organization();
        return new DmarcResult(
                result,
                standing.domain().ascii(),
                organization == null ? "" : organization.ascii(),
                published == null ? "" : published.domain().ascii(),
                policy(standing, published),
                spfAligned,
                dkimAligned,
                cause);
    }

    private static Policy policy(Standing standing, @Nullable Published published) {
        return published == null
                ? Policy.NONE
                : published.record().policyFor(published.domain().equals(standing.domain()), standing.exists());
    }
}
