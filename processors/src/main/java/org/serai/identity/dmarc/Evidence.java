package org.serai.identity.dmarc;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.serai.identity.DkimResult;
import org.serai.identity.SpfResult;
import org.serai.mail.DomainName;

/**
 * What SPF and DKIM prove (RFC 9989 section 5.3.3).
 *
 * @param spfDomain of the reverse-path, null where it has none
 * @param dkimDomains of the signatures that pass over the whole body, in their order
 */
record Evidence(
        SpfResult spf, @Nullable DomainName spfDomain, Set<DomainName> dkimDomains, List<DkimResult> signatures) {

    /** So many signatures are told of. */
    private static final int MAX_SHOWN = 5;

    static Evidence of(SpfResult spf, List<DkimResult> signatures) {
        var domains = new LinkedHashSet<DomainName>();
        for (DkimResult signature : signatures) {
            DomainName domain = DomainName.of(signature.domain());
            if (domain != null && signature.result() == DkimResult.Result.PASS && signature.wholeBody()) {
                domains.add(domain);
            }
        }
        return new Evidence(spf, DomainName.of(spf.domain()), domains, List.copyOf(signatures));
    }

    /** Authenticated identifiers, each once. */
    Set<DomainName> passed() {
        var out = new LinkedHashSet<>(dkimDomains);
        if (spfDomain != null && spf.result() == SpfResult.Result.PASS) {
            out.add(spfDomain);
        }
        return out;
    }

    boolean spf(Predicate<DomainName> aligned) {
        return spfDomain != null && spf.result() == SpfResult.Result.PASS && aligned.test(spfDomain);
    }

    boolean dkim(Predicate<DomainName> aligned) {
        return dkimDomains.stream().anyMatch(aligned);
    }

    <T> T aligned(Predicate<DomainName> aligned, BiFunction<Boolean, Boolean, T> then) {
        return then.apply(spf(aligned), dkim(aligned));
    }

    /** Checks that failed for now and might have been aligned passes; a domain of somebody else never might. */
    List<String> open(Predicate<DomainName> spfMayAlign, Predicate<DomainName> dkimMayAlign) {
        var out = new ArrayList<String>();
        if (spfDomain != null && spf.result() == SpfResult.Result.TEMPERROR && spfMayAlign.test(spfDomain)) {
            out.add("SPF of " + spfDomain + " is not known");
        }
        for (DkimResult signature : signatures) {
            DomainName domain = DomainName.of(signature.domain());
            if (domain != null
                    && signature.result() == DkimResult.Result.TEMPERROR
                    && dkimMayAlign.test(domain)
                    && out.size() < MAX_SHOWN) {
                out.add("DKIM of " + domain + " is not known");
            }
        }
        return out;
    }

    @Override
    public String toString() {
        var out = new StringJoiner(", ");
        out.add("SPF " + spf.result().id() + (spfDomain == null ? "" : " for " + spfDomain));
        if (signatures.isEmpty()) {
            out.add("no DKIM signature");
        }
        signatures.stream()
                .limit(MAX_SHOWN)
                .forEach(s -> out.add("DKIM " + s.result().id() + " for " + DomainName.of(s.domain())
                        + (s.wholeBody() ? "" : " over a part of the body")));
        return out.toString();
    }
}
