package org.serai.filter.geo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.serai.config.EntryFile;

/**
 * What a place is worth: {@code RU=2} or {@code AS64496=3}; {@code *=1} for all countries without one, {@code ?=1} for addresses of which no
 * country is known.
 *
 * @param place in upper case
 * @param points above 0 against a mail, below 0 for it
 */
public record GeoRule(String place, double points) {

    static final String OTHER = "*";
    static final String UNKNOWN = "?";
    static final String NETWORK = "AS";

    private static final String FILE = "geo.txt";
    private static final double MAX_POINTS = 100;

    /** @throws IllegalArgumentException saying what is wrong with it */
    public static GeoRule parse(String text) {
        int equals = text.indexOf('=');
        String place = text.substring(0, Math.max(0, equals)).strip().toUpperCase(Locale.ROOT);
        boolean country = place.length() == 2 && place.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        boolean network = place.startsWith(NETWORK)
                && place.length() > 2
                && place.length() < 13
                && place.substring(2).chars().allMatch(c -> c >= '0' && c <= '9');
        double points = points(text.substring(equals + 1).strip());
        if (!country && !network && !place.equals(OTHER) && !place.equals(UNKNOWN)
                || !(Math.abs(points) <= MAX_POINTS)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a country or network with points, such as RU=2, AS64496=3, *=1 or ?=1");
        }
        return new GeoRule(place, points);
    }

    private static double points(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /**
     * Those of {@code geo.txt}; none where there is no file.
     *
     * @throws org.serai.config.ConfigException naming file and line of a wrong one
     */
    public static List<GeoRule> load(Path directory) {
        var out = new ArrayList<GeoRule>();
        new EntryFile(directory.resolve(FILE)).forEachUncommented(line -> out.add(parse(line)));
        return List.copyOf(out);
    }
}
