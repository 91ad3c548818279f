package org.serai.identity;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What became of the Authenticated Received Chain (RFC 8617 section 5.2).
 *
 * @param seals the instances, the newest first; empty for NONE, and where the chain cannot be read
 * @param cause why it is so in our words
 */
public record ArcResult(Chain chain, List<Seal> seals, String cause) {

    /** Section 4.4. */
    public enum Chain {
        NONE,
        PASS,
        FAIL,
        /** Not a state of the RFC: a key could not be asked for; later it may be. */
        TEMPERROR;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One instance of the chain.
     *
     * @param domain {@code d=} of the ARC-Seal, lower case A-labels
     * @param selector {@code s=} of the ARC-Seal
     * @param results the ARC-Authentication-Results as it stands there, unfolded, without {@code i=}
     */
    public record Seal(int instance, String domain, String selector, String results) {}

    /** Is the chain whole? */
    public record Question() implements org.serai.mail.Question<CompletableFuture<ArcResult>> {}

    public ArcResult {
        seals = List.copyOf(seals);
    }
}
