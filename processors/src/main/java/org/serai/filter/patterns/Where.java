package org.serai.filter.patterns;

import java.util.Arrays;
import java.util.Locale;
import org.serai.config.Nearest;

/**
 * A place, and within the header one field or all.
 *
 * @param field name of the header field in lower case; empty: any field
 */
record Where(Place place, String field) {

    private static final String FIELD = Place.HEADER.id() + ":";

    static Where of(Place place) {
        return new Where(place, "");
    }

    static Where field(String name) {
        return new Where(Place.HEADER, name.toLowerCase(Locale.ROOT));
    }

    /**
     * Reads {@code body}, {@code header:subject} and the like.
     *
     * @throws IllegalArgumentException saying what it could have been
     */
    static Where parse(String text) {
        if (text.startsWith(FIELD) && text.length() > FIELD.length()) {
            return field(text.substring(FIELD.length()));
        }
        var known = Arrays.stream(Place.values()).map(Place::id).toList();
        int index = known.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException("no place '" + text + "'" + Nearest.to(text, known) + " (there are "
                    + String.join(", ", known) + " and header:<field>)");
        }
        return of(Place.values()[index]);
    }
}
