package org.serai.mail;

/**
 * What all findings so far come to.
 *
 * @param score sum of the points
 * @param reason a plain sentence for the sender
 * @param status class-less enhanced status code, such as {@code 7.1}
 */
public record Verdict(double score, Disposition disposition, String reason, String status) {

    /** Nothing found. */
    public static final Verdict NONE = new Verdict(0, Disposition.ACCEPT, "", "0.0");

    /** The same, with another consequence. */
    public Verdict with(Disposition other) {
        return new Verdict(score, other, reason, status);
    }
}
