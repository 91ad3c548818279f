package org.serai.filter.dkim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.serai.filter.MailFilter;
import org.serai.identity.DkimResult;
import org.serai.identity.DkimResult.Result;
import org.serai.identity.dkim.DkimVerifier;
import org.serai.identity.dmarc.HeaderFrom;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;

/**
 * Triggered by each message: by its best DKIM signature (RFC 6376), or that it has none. A failure by a key in test is none
 * (section 3.6.1, {@code t=y}).
 */
public final class DkimFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of(
            "DKIM_FAIL",
            "DKIM_NONE",
            "DKIM_OTHER_DOMAIN",
            "DKIM_PARTIAL_BODY",
            "DKIM_PASS",
            "DKIM_PERMERROR",
            "DKIM_POLICY",
            "DKIM_TEMPERROR");

    private final MimeReader mime;
    private final DkimVerifier verifier;

    /** No properties of its own. */
    public record Options() {}

    public DkimFilter(MimeReader mime, DkimVerifier verifier) {
        this.mime = mime;
        this.verifier = verifier;
    }

    @Override
    public void prepare(Mail mail) {
        if (mail.phase() == Phase.DATA) {
            verifier.of(mail);
        }
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        if (mail.phase() != Phase.DATA) {
            return List.of();
        }
        List<DkimResult> results = mail.deadline().await(verifier.of(mail));
        List<DkimResult> counting = results.stream()
                .filter(each -> each.result() == Result.PASS || !each.testing())
                .toList();
        List<Finding> found = any(counting, Result.PASS) ? passed(mail, counting) : List.of(failed(counting));
        List<String> evidence = results.stream().map(DkimFilter::told).toList();
        return evidence.isEmpty()
                ? found
                : found.stream()
                        .map(each -> each.withEvidence("signatures", evidence))
                        .toList();
    }

    private List<Finding> passed(Mail mail, List<DkimResult> results) {
        var found = new ArrayList<Finding>();
        found.add(Finding.of("DKIM_PASS", "The message is signed."));
        List<DkimResult> passes =
                results.stream().filter(each -> each.result() == Result.PASS).toList();
        if (passes.stream().noneMatch(DkimResult::wholeBody)) {
            found.add(Finding.of("DKIM_PARTIAL_BODY", "The DKIM signature does not cover the whole message.")
                    .withStatus("7.21"));
        }
        DomainName author = HeaderFrom.of(mail, mime).author();
        if (passes.stream().noneMatch(by(author))) {
            found.add(Finding.of("DKIM_OTHER_DOMAIN", "No DKIM signature is by the domain of the author.")
                    .withStatus("7.22"));
        }
        return found;
    }

    /** Signed in the name of the author's domain, or of one above it. */
    private static Predicate<DkimResult> by(@Nullable DomainName author) {
        return each -> author != null && ("." + author.ascii()).endsWith("." + each.domain());
    }

    /** The one from which a second try would help most comes first. */
    private static Finding failed(List<DkimResult> results) {
        if (results.isEmpty()) {
            return Finding.of("DKIM_NONE", "The message has no DKIM signature.").withStatus("7.20");
        }
        if (any(results, Result.TEMPERROR)) {
            return Finding.of(
                            "DKIM_TEMPERROR",
                            "The key of a DKIM signature cannot be looked up; please try again later.")
                    .withStatus("7.20");
        }
        if (any(results, Result.FAIL)) {
            return Finding.of(
                            "DKIM_FAIL",
                            "The message was changed after it was signed, or its DKIM signature is forged.")
                    .withStatus("7.20");
        }
        return any(results, Result.POLICY)
                ? Finding.of("DKIM_POLICY", "The key of the DKIM signature is too weak.")
                        .withStatus("7.21")
                : Finding.of("DKIM_PERMERROR", "The DKIM signature or its key cannot be used.")
                        .withStatus("7.20");
    }

    private static boolean any(List<DkimResult> results, Result result) {
        return results.stream().anyMatch(each -> each.result() == result);
    }

    private static String told(DkimResult signature) {
        var out = new StringBuilder(signature.result().id());
        tag(out, "d", signature.domain());
        tag(out, "s", signature.selector());
        tag(out, "a", signature.algorithm());
        if (signature.bits() > 0) {
            out.append(", ").append(signature.bits()).append(" bits");
        }
        if (signature.testing()) {
            out.append(", in test");
        }
        return signature.cause().isEmpty()
                ? out.toString()
                : out.append(": ").append(signature.cause()).toString();
    }

    private static void tag(StringBuilder out, String tag, String value) {
        if (!value.isEmpty()) {
            out.append(' ').append(tag).append('=').append(value);
        }
    }
}
