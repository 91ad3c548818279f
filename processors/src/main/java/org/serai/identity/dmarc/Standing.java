package org.serai.identity.dmarc;

import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/**
 * What the DNS says of a domain.
 *
 * @param domain the one that was asked for
 * @param organization its organizational domain; null while a failing look-up leaves it open
 * @param published the record that applies to it, or null
 * @param exists it has records or names below it; true also where nobody had to know
 * @param trouble the look-up that failed, in our words; empty where none did
 */
record Standing(
        DomainName domain,
        @Nullable DomainName organization,
        @Nullable Published published,
        boolean exists,
        String trouble) {

    Standing existing(boolean known, String failed) {
        return new Standing(domain, organization, published, known, trouble.isEmpty() ? failed : trouble);
    }

    /** True when a domain may turn out to belong to the same organization: it is the same or below. */
    boolean mayAlign(DomainName other) {
        return organization == null || within(other, organization);
    }

    static boolean within(DomainName name, DomainName top) {
        return name.equals(top) || name.ascii().endsWith("." + top.ascii());
    }
}
