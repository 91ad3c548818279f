package org.serai.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.config.Settings;
import org.serai.mail.Mode;

/** The table of all filters: a new one is one line here. */
public final class Filters {

    /** The option that every filter has. */
    public record Common(
            @Option(
                            value = "score",
                            doc =
                                    "off: does not run; monitor: recorded only; score: adds points; enforce: a hit decides alone.")
                    Mode mode) {}

    /**
     * A filter as the table has it.
     *
     * @param name its step, its docs page and its property prefix {@code filter.<name>.}
     * @param guard it has no mode: it always runs and always decides
     * @param factory makes it from its options and what filters may know of their surroundings
     */
    public record Entry<O extends Record>(
            String name,
            Class<O> options,
            Set<String> symbols,
            boolean guard,
            BiFunction<O, Surroundings, MailFilter> factory) {

        /** Makes the filter; each option by its kebab-case name from {@code bind}. */
        public MailFilter create(Function<Class<O>, O> bind, Surroundings surroundings) {
            return factory.apply(bind.apply(options), surroundings);
        }

        /** All symbols that its findings can have. */
        public Set<String> allSymbols() {
            var all = new TreeSet<>(symbols);
            all.add(FilterRunner.temperror(name));
            return all;
        }
    }

    private static final List<Entry<?>> TABLE = List.of();

    private Filters() {}

    /** All filters there are. */
    public static List<Entry<?>> all() {
        return TABLE;
    }

    /** The filter of a name, or null. */
    public static @Nullable Entry<?> named(String name) {
        return TABLE.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** All symbols that may stand in {@code config/scores.properties}. */
    public static Set<String> symbols() {
        var all = new TreeSet<String>();
        TABLE.forEach(entry -> all.addAll(entry.allSymbols()));
        return all;
    }

    /** Their property sections. */
    public static List<Settings.Section> sections() {
        var out = new ArrayList<Settings.Section>();
        for (Entry<?> entry : TABLE) {
            out.add(new Settings.Section(prefix(entry.name()), entry.options()));
            if (!entry.guard()) {
                out.add(new Settings.Section(prefix(entry.name()), Common.class));
            }
        }
        return out;
    }

    /** {@code filter.<name>.} */
    public static String prefix(String name) {
        return "filter." + name + ".";
    }
}
