package org.serai.learn;

/**
 * Hashes of the different features of a mail, by their kind. A feature is in its kind once, however often it is in the mail.
 *
 * @param grams sequences of four octets of the text
 * @param traits what is told beside the words
 * @param words the first thousands of them
 * @param pairs of words with at most one between
 * @param shapes what it looks like, as {@link Shapes} says
 * @param order of its fields
 * @param markup sequences of its HTML, as {@link Markup} says
 */
public record Kinds(int[] grams, int[] traits, int[] words, int[] pairs, int[] shapes, int[] order, int[] markup) {

    /** Words of a mail from which something is learned. */
    static final int MAX_WORDS = 3000;

    /** Those of tokens, of which the first are traits. */
    static Kinds of(int[] grams, int[] shapes, int[] order, int[] markup, long[] tokens, int traits) {
        int end = Math.min(tokens.length, traits + MAX_WORDS);
        var some = new Distinct(traits);
        var words = new Distinct(end - traits);
        var pairs = new Distinct(2 * (end - traits));
        for (int i = 0; i < traits; i++) {
            some.add((int) tokens[i]);
        }
        for (int i = traits; i < end; i++) {
            words.add((int) tokens[i]);
            if (i > traits) {
                pairs.add((int) Hash.of(tokens[i - 1], tokens[i]));
            }
            if (i > traits + 1) {
                pairs.add((int) Hash.of(tokens[i - 2] + 1, tokens[i]));
            }
        }
        return new Kinds(grams, some.toInts(), words.toInts(), pairs.toInts(), shapes, order, markup);
    }
}
