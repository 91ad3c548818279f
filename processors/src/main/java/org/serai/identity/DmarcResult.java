package org.serai.identity;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What DMARC says of the domain in the header From (RFC 9989).
 *
 * @param domain of the header From, lower case A-labels; of several the one with which it is worst; empty where there is none
 * @param organizationalDomain the one above it (section 4.10); empty where none was found
 * @param policyDomain where the record was found; empty for NONE
 * @param policy what applies to this domain, of {@code p=}, {@code sp=} and {@code np=}, and of {@code t=y}
 * @param spfAligned an aligned SPF pass
 * @param dkimAligned an aligned DKIM pass over the whole body
 * @param cause why it is so in our words
 */
public record DmarcResult(
        Result result,
        String domain,
        String organizationalDomain,
        String policyDomain,
        Policy policy,
        boolean spfAligned,
        boolean dkimAligned,
        String cause) {

    /** Results of RFC 9989, as in Authentication-Results. */
    public enum Result {
        NONE,
        PASS,
        FAIL,
        TEMPERROR,
        PERMERROR;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the owner of the domain asks for. */
    public enum Policy {
        NONE,
        QUARANTINE,
        REJECT;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Is the header From proved? */
    public record Question() implements org.serai.mail.Question<CompletableFuture<DmarcResult>> {}
}
