package org.serai.learn;

import java.util.Arrays;
import java.util.List;

/**
 * What classifiers read of a mail, and the same whether it is read before or after delivery: nothing of it comes from trace fields or
 * from what a filter on the way wrote.
 *
 * @param tokens first the traits, {@code from-domain:example.com}, then the words in their order, in lower case
 * @param traits how many traits there are
 * @param hashes of the tokens
 * @param kinds hashes of the different features
 * @param fingerprint by which the message is known again, hexadecimal SHA-256 of its author, date, id, subject and text, without that of attachments
 */
public record Sample(List<String> tokens, int traits, long[] hashes, Kinds kinds, String fingerprint) {

    /** A hash of all that classifiers learn from: two samples with the same one teach the same. */
    long features() {
        long out = Hash.of(traits, hashes.length);
        for (long each : hashes) {
            out = Hash.of(out, each);
        }
        for (int[] some : List.of(kinds.grams(), kinds.shapes(), kinds.order(), kinds.markup())) {
            for (int each : some) {
                out = Hash.of(out, each);
            }
        }
        return out;
    }

    /**
     * What of it teaches: traits and the first thousands of words, in a tenth of the memory. So a few long messages, as somebody may send to
     * traps, do not fill the tables of all.
     */
    Sample taught() {
        int most = traits + Kinds.MAX_WORDS;
        return new Sample(
                List.of(), traits, hashes.length > most ? Arrays.copyOf(hashes, most) : hashes, kinds, fingerprint);
    }
}
