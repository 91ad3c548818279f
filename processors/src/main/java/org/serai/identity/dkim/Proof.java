package org.serai.identity.dkim;

import java.util.List;
import org.serai.dns.Answer;
import org.serai.identity.DkimResult.Result;

/**
 * What the keys in the DNS make of a signature.
 *
 * @param cause why it is so in our words
 * @param bits of the key, 0 where none could be used
 * @param testing the key says {@code t=y}
 */
public record Proof(Result result, String cause, int bits, boolean testing) {

    /** Not tried yet. */
    static final Proof NONE = new Proof(Result.NEUTRAL, "", 0, false);

    /** Section 3.6.2.2 leaves it open which of several records counts: here any of so many. */
    private static final int MAX_RECORDS = 4;

    /** By the TXT records of {@link Signer#keyName}. */
    static Proof of(Answer<String> answer, Signer signer, byte[] data) {
        if (answer.temporary()) {
            return new Proof(Result.TEMPERROR, "the key cannot be looked up at the moment", 0, false);
        }
        Proof first = null;
        List<String> records = answer.records();
        for (String text : records.subList(0, Math.min(MAX_RECORDS, records.size()))) {
            Proof proof = of(text, signer, data);
            if (proof.result == Result.PASS) {
                return proof;
            }
            first = first == null || first.bits == 0 && proof.bits > 0 ? proof : first;
        }
        return first == null ? new Proof(Result.PERMERROR, "there is no key", 0, false) : first;
    }

    private static Proof of(String record, Signer signer, byte[] data) {
        try {
            KeyRecord key = KeyRecord.parse(record);
            if (key.algorithm() != signer.algorithm()) {
                throw Flaw.permerror("the key is not for " + signer.algorithm().id());
            }
            if (key.strict() && !signer.ownDomain()) {
                throw Flaw.permerror("the key does not allow a subdomain in i=");
            }
            boolean good = signer.algorithm().verifies(key.key(), data, signer.signature());
            return new Proof(
                    good ? Result.PASS : Result.FAIL,
                    good ? "" : "the signature does not match the header",
                    key.bits(),
                    key.testing());
        } catch (Flaw flaw) {
            return of(flaw);
        }
    }

    static Proof of(Flaw flaw) {
        return new Proof(flaw.result(), flaw.cause(), 0, false);
    }

    /** By the same key, with another result. */
    Proof but(Result other, String why) {
        return new Proof(other, why, bits, testing);
    }
}
