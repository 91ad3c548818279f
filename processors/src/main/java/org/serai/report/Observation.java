package org.serai.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.serai.identity.AuthenticationResult;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.DmarcResult.Policy;
import org.serai.identity.SpfResult;
import org.serai.identity.dmarc.DmarcRecord;
import org.serai.identity.dmarc.Published;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * What one mail adds to the report to the owner of its author's domain (RFC 9990 section 3.1.1). Neither addresses nor content.
 *
 * @param policy the record as published
 * @param row client and outcome; equal ones are counted together
 */
public record Observation(Record policy, Row row) {

    /** More signatures of a mail are not told of; RFC 9990 section 3.1.3 allows 100. */
    private static final int MAX_SIGNATURES = 10;

    private static final int MAX_TEXT = 253;

    /**
     * A published record.
     *
     * @param domain the policy domain
     * @param nonExistent {@code np=}, empty where it is not said; {@code sp=} likewise
     * @param reports {@code rua=}
     */
    public record Record(
            String domain,
            String policy,
            String subdomains,
            String nonExistent,
            boolean strictDkim,
            boolean strictSpf,
            boolean testing,
            String failureOptions,
            List<String> reports) {}

    /**
     * One row.
     *
     * @param disposition none, quarantine or reject: what became of the mail by this policy; pass when it had nothing to say
     * @param reason why that is less than the policy asks for, empty where it is not
     * @param envelopeFrom domain of the reverse-path, empty for the null one
     */
    public record Row(
            String client,
            String disposition,
            boolean dkimAligned,
            boolean spfAligned,
            String reason,
            String comment,
            String headerFrom,
            String envelopeFrom,
            List<Signature> signatures,
            String spfDomain,
            String spfResult) {}

    /** What became of a DKIM signature. */
    public record Signature(String domain, String selector, String result) {}

    /** What a mail adds that was decided about, null where nobody asks for it or nothing final can be said. */
    public static @Nullable Observation of(Mail mail, Disposition disposition) {
        Optional<Published> published = Optional.ofNullable(AuthenticationResult.answer(mail, new Published.Question()))
                .flatMap(found -> found);
        DmarcResult dmarc = AuthenticationResult.answer(mail, new DmarcResult.Question());
        SpfResult spf = AuthenticationResult.spf(mail, SpfResult.Identity.MAILFROM);
        List<DkimResult> dkim = AuthenticationResult.answer(mail, new DkimResult.Question());
        if (published.isEmpty()
                || published.get().record().reports().isEmpty()
                || dmarc == null
                || spf == null
                || dkim == null
                || !(dmarc.result() == DmarcResult.Result.PASS || dmarc.result() == DmarcResult.Result.FAIL)
                || disposition == Disposition.DEFER) {
            return null;
        }
        return new Observation(record(published.get()), row(mail, disposition, published.get(), dmarc, spf, dkim));
    }

    private static Record record(Published published) {
        DmarcRecord record = published.record();
        return new Record(
                published.domain().ascii(),
                id(record.policy()),
                record.subdomains() == null ? "" : id(record.subdomains()),
                record.nonExistent() == null ? "" : id(record.nonExistent()),
                record.strictDkim(),
                record.strictSpf(),
                record.testing(),
                record.failureOptions(),
                record.reports());
    }

    private static String id(@Nullable Policy policy) {
        return policy == null ? Policy.NONE.id() : policy.id();
    }

    private static Row row(
            Mail mail,
            Disposition disposition,
            Published published,
            DmarcResult dmarc,
            SpfResult spf,
            List<DkimResult> dkim) {
        boolean passed = dmarc.result() == DmarcResult.Result.PASS;
        Policy applied = lesser(dmarc.policy(), disposition);
        String excuse = excuse(mail);
        String reason = "";
        if (!passed) {
            reason = applied != dmarc.policy()
                    ? excuse.isEmpty() ? "local_policy" : "trusted_forwarder"
                    : published.record().testing() ? "policy_test_mode" : "";
        }
        Path from = mail.envelope().mailFrom();
        return new Row(
                mail.envelope().client().ip(),
                passed && dmarc.policy() != Policy.NONE ? "pass" : passed ? "none" : applied.id(),
                dmarc.dkimAligned(),
                dmarc.spfAligned(),
                reason,
                reason.equals("trusted_forwarder") ? clipped(excuse) : "",
                dmarc.domain(),
                from == null || from.isNull() ? "" : clipped(spf.domain()),
                signatures(dkim),
                clipped(spf.domain()),
                spf.result().id());
    }

    /** What else becomes of a mail, for a virus say, is no matter of this policy. */
    private static Policy lesser(Policy policy, Disposition disposition) {
        Policy done =
                switch (disposition) {
                    case ACCEPT, DEFER -> Policy.NONE;
                    case TAG, QUARANTINE -> Policy.QUARANTINE;
                    case REJECT, DISCARD -> Policy.REJECT;
                };
        return done.compareTo(policy) < 0 ? done : policy;
    }

    private static String excuse(Mail mail) {
        for (Finding finding : mail.findings()) {
            if (finding.evidence().get("excuse") instanceof String excuse) {
                return excuse;
            }
        }
        return "";
    }

    /** Those that pass first (RFC 9990 section 3.1.3). */
    private static List<Signature> signatures(List<DkimResult> dkim) {
        var out = new ArrayList<>(dkim);
        out.removeIf(each -> each.domain().isEmpty());
        out.sort(Comparator.comparing(each -> each.result() != DkimResult.Result.PASS));
        return out.stream()
                .limit(MAX_SIGNATURES)
                .map(each -> new Signature(
                        clipped(each.domain()),
                        clipped(each.selector()),
                        each.result().id()))
                .toList();
    }

    private static String clipped(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }
}
