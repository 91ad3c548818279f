package org.serai.mail;

import org.jspecify.annotations.Nullable;

/**
 * What a symbol is worth, one line of {@code config/scores.properties}.
 *
 * @param points added to the score
 * @param decides the disposition that a hit demands on its own, or null
 * @param always it decides even where another finding says {@code ACCEPT}
 */
public record Weight(double points, @Nullable Disposition decides, boolean always) {

    public static final Weight NONE = new Weight(0, null, false);

    public static Weight points(double points) {
        return new Weight(points, null, false);
    }
}
