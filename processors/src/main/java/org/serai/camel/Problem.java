package org.serai.camel;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.NamedNode;
import org.jspecify.annotations.Nullable;
import org.serai.config.Plain;

/**
 * What is wrong with a route.
 *
 * @param file that it stands in; a directory where a file is missing
 * @param line from 1 on; 0: the file as a whole
 * @param text what is wrong and what to do, in a line
 */
public record Problem(Rule rule, Path file, int line, String text) implements Comparable<Problem> {

    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparing(Problem::rule)
            .thenComparing(Problem::text);

    /** More would fill the log; {@code bin/serai check} tells all. */
    private static final int TOLD = 5;

    private static final int LONGEST = 2000;

    private static final String FILE = "file:";

    /** What stands in a file stands in here as well: without controls. */
    public Problem {
        text = Plain.text(text, LONGEST);
    }

    /** At a step or a route; {@code otherwise} is the place where Camel knows none. */
    static Problem at(@Nullable NamedNode node, Path otherwise, Rule rule, String text) {
        for (NamedNode at = node; at != null; at = at.getParent()) {
            if (at.getLocation() != null) {
                return new Problem(rule, pathOf(at.getLocation()), Math.max(0, at.getLineNumber()), text);
            }
        }
        return new Problem(rule, otherwise, 0, text);
    }

    /** The file of one of Camel's locations. */
    static Path pathOf(String location) {
        return Path.of(location.startsWith(FILE) ? location.substring(FILE.length()) : location);
    }

    /** It keeps a policy from being taken. */
    boolean grave() {
        return rule.level() == Rule.Level.ERROR;
    }

    /** {@code routes/helo.camel.yaml:12: [rule] text}. */
    @Override
    public String toString() {
        return written(Path::toString);
    }

    /** The same with the file as {@code name} writes it. */
    public String written(Function<Path, String> name) {
        return Plain.text(name.apply(file)) + (line == 0 ? "" : ":" + line) + ": [" + rule.id() + "] " + text;
    }

    /** Those that are grave, the first of them, in a line. */
    static String told(List<Problem> problems) {
        List<Problem> grave = problems.stream().filter(Problem::grave).toList();
        String first = grave.stream().limit(TOLD).map(Problem::toString).collect(Collectors.joining(" | "));
        return grave.size() <= TOLD ? first : first + " | and " + (grave.size() - TOLD) + " more: bin/serai check";
    }

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }
}
