package org.serai.history;

import java.util.List;
import java.util.Optional;
import org.serai.identity.AuthenticationResult;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.SpfResult;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;

/** Tells which registered domain answers for a mail, as far as filters have found out: what nobody can say of himself without owning it. */
public final class ProvedDomain {

    private final PublicSuffixes suffixes;

    public ProvedDomain(PublicSuffixes suffixes) {
        this.suffixes = suffixes;
    }

    /**
     * The author's domain where SPF or DKIM proves it in the sense of DMARC, else that of the topmost signature that is right and
     * covers the whole body, else that of the reverse-path where SPF says {@code pass}; as it was registered. Empty where there is none, or where
     * nobody has asked for it.
     */
    public Optional<DomainName> of(Mail mail) {
        DmarcResult dmarc = AuthenticationResult.answer(mail, new DmarcResult.Question());
        if (dmarc != null && proved(dmarc)) {
            return registered(dmarc.domain());
        }
        List<DkimResult> signatures = AuthenticationResult.answer(mail, new DkimResult.Question());
        if (signatures != null) {
            for (DkimResult signature : signatures) {
                if (signature.result() == DkimResult.Result.PASS && signature.wholeBody()) {
                    return registered(signature.domain());
                }
            }
        }
        SpfResult spf = AuthenticationResult.spf(mail, SpfResult.Identity.MAILFROM);
        return spf != null && spf.result() == SpfResult.Result.PASS ? registered(spf.domain()) : Optional.empty();
    }

    /** The author's domain is proved by SPF or DKIM in the sense of DMARC (RFC 9989 section 4.4), whether or not it has a record. */
    public static boolean proved(DmarcResult dmarc) {
        return dmarc.spfAligned() || dmarc.dkimAligned();
    }

    private Optional<DomainName> registered(String domain) {
        return Optional.ofNullable(DomainName.of(domain)).map(suffixes::registered);
    }
}
