package org.serai.filter;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.serai.config.ConfigException;
import org.serai.config.EntryFile;
import org.serai.config.Nearest;
import org.serai.mail.Disposition;
import org.serai.mail.Weight;

/**
 * What each symbol is worth: {@code config/scores.properties}. A line is {@code SYMBOL = 2.5} for points, or {@code SYMBOL =
 * REJECT} (also ACCEPT, QUARANTINE, DEFER, DISCARD) for a disposition that a hit demands on its own; {@code REJECT always}
 * holds even where a bypass list says ACCEPT, {@code DEFER suspicious} only between {@code threshold.greylist} and {@code
 * threshold.quarantine}.
 */
public final class Scores {

    /** The only symbol by which a mail may be accepted and thrown away. */
    private static final String DISCARDS = "LISTS_DISCARD";

    private final Map<String, Weight> weights;

    private Scores(Map<String, Weight> weights) {
        this.weights = Map.copyOf(weights);
    }

    /**
     * Reads the table.
     *
     * @param symbols all symbols there are
     * @throws ConfigException naming file and line
     */
    public static Scores load(Path file, Collection<String> symbols) {
        var weights = new HashMap<String, Weight>();
        new EntryFile(file).forEach(line -> read(line, symbols, weights));
        return new Scores(weights);
    }

    private static void read(String line, Collection<String> symbols, Map<String, Weight> weights) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("'" + line + "' is not SYMBOL = value");
        }
        String symbol = line.substring(0, equals).strip();
        if (!symbols.contains(symbol)) {
            throw new IllegalArgumentException("no filter has the symbol " + symbol + Nearest.to(symbol, symbols));
        }
        Weight weight = weight(line.substring(equals + 1).strip());
        if (weight.decides() == Disposition.DISCARD && !symbol.equals(DISCARDS)) {
            throw new IllegalArgumentException(
                    "only " + DISCARDS + " may be DISCARD: mail is thrown away by an explicit"
                            + " rule of a list, never by what is in it; QUARANTINE keeps it");
        }
        if (weights.put(symbol, weight) != null) {
            throw new IllegalArgumentException(symbol + " stands twice");
        }
    }

    private static Weight weight(String value) {
        if (value.matches("[-+]?[0-9]{1,4}(\\.[0-9]{1,4})?")) {
            return Weight.points(Double.parseDouble(value));
        }
        var force = Weight.Force.USUAL;
        String name = value;
        for (Weight.Force said : List.of(Weight.Force.ALWAYS, Weight.Force.SUSPICIOUS)) {
            String word = " " + said.name().toLowerCase(Locale.ROOT);
            if (value.endsWith(word)) {
                force = said;
                name = value.substring(0, value.length() - word.length()).strip();
            }
        }
        for (Disposition disposition : Disposition.values()) {
            if (disposition != Disposition.TAG && disposition.name().equals(name.toUpperCase(Locale.ROOT))) {
                return new Weight(0, disposition, force);
            }
        }
        throw new IllegalArgumentException(
                "'" + value
                        + "' is neither points such as 2.5 nor ACCEPT, QUARANTINE, DEFER, REJECT or DISCARD, alone or with 'always' or 'suspicious'");
    }

    /** The weight of a symbol; a symbol without a line is worth nothing. */
    public Weight of(String symbol) {
        return weights.getOrDefault(symbol, Weight.NONE);
    }

    public boolean has(String symbol) {
        return weights.containsKey(symbol);
    }
}
