package org.serai.mail;

import org.jspecify.annotations.Nullable;

/**
 * What a symbol is worth, one line of {@code config/scores.properties}.
 *
 * @param points added to the score
 * @param decides the disposition that a hit demands on its own, or null
 * @param force when it decides
 */
public record Weight(double points, @Nullable Disposition decides, Force force) {

    /** When a finding that demands a disposition has its way. */
    public enum Force {
        /** Where it is the gravest, and no finding says {@code ACCEPT}. */
        USUAL,
        /** Even where another finding says {@code ACCEPT}. */
        ALWAYS,
        /** As usual, but only of a mail whose score lies between {@code threshold.greylist} and {@code threshold.quarantine}. */
        SUSPICIOUS
    }

    public static final Weight NONE = new Weight(0, null, Force.USUAL);

    public static Weight points(double points) {
        return new Weight(points, null, Force.USUAL);
    }
}
