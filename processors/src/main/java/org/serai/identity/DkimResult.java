package org.serai.identity;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What became of one DKIM-Signature field (RFC 6376 section 3.9; results of RFC 8601 section 2.7.1).
 *
 * @param domain {@code d=}, lower case A-labels; empty where there is none
 * @param selector {@code s=}
 * @param identity {@code i=}, or its default
 * @param algorithm {@code a=}
 * @param bits of the key; 0 where none was found
 * @param wholeBody false when {@code l=} leaves a part of the body unsigned
 * @param testing the key says {@code t=y}
 * @param cause why it is so in our words
 */
public record DkimResult(
        Result result,
        String domain,
        String selector,
        String identity,
        String algorithm,
        int bits,
        boolean wholeBody,
        boolean testing,
        String cause) {

    /** RFC 8601 section 2.7.1; {@code none} is an empty list. */
    public enum Result {
        PASS,
        FAIL,
        POLICY,
        NEUTRAL,
        TEMPERROR,
        PERMERROR;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the signatures are worth, the topmost first. */
    public record Question() implements org.serai.mail.Question<CompletableFuture<List<DkimResult>>> {}
}
