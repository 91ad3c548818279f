package org.serai.filter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.serai.config.ConfigException;
import org.serai.config.Nearest;
import org.serai.mail.Disposition;
import org.serai.mail.Weight;

/**
 * What each symbol is worth: {@code config/scores.properties}. A line is {@code SYMBOL = 2.5} for points, or {@code SYMBOL =
 * REJECT} (also ACCEPT, QUARANTINE, DEFER, DISCARD) for a disposition that a hit demands on its own; {@code REJECT always}
 * holds even where a bypass list says ACCEPT.
 */
public final class Scores {

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
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
        var weights = new HashMap<String, Weight>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                read(line, file + ":" + (i + 1), symbols, weights);
            }
        }
        return new Scores(weights);
    }

    private static void read(String line, String where, Collection<String> symbols, Map<String, Weight> weights) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new ConfigException(where + ": '" + line + "' is not SYMBOL = value");
        }
        String symbol = line.substring(0, equals).strip();
        if (!symbols.contains(symbol)) {
            throw new ConfigException(where + ": no filter has the symbol " + symbol + Nearest.to(symbol, symbols));
        }
        if (weights.put(symbol, weight(line.substring(equals + 1).strip(), where)) != null) {
            throw new ConfigException(where + ": " + symbol + " stands twice");
        }
    }

    private static Weight weight(String value, String where) {
        if (value.matches("[-+]?[0-9]{1,4}(\\.[0-9]{1,4})?")) {
            return Weight.points(Double.parseDouble(value));
        }
        boolean always = value.endsWith(" always");
        String name = (always ? value.substring(0, value.length() - 7) : value).strip();
        for (Disposition disposition : Disposition.values()) {
            if (disposition != Disposition.TAG && disposition.name().equals(name.toUpperCase(Locale.ROOT))) {
                return new Weight(0, disposition, always);
            }
        }
        throw new ConfigException(
                where + ": '" + value
                        + "' is neither points such as 2.5 nor ACCEPT, QUARANTINE, DEFER, REJECT or DISCARD, with or without 'always'");
    }

    /** The weight of a symbol; a symbol without a line is worth nothing. */
    public Weight of(String symbol) {
        return weights.getOrDefault(symbol, Weight.NONE);
    }

    public boolean has(String symbol) {
        return weights.containsKey(symbol);
    }
}
