package org.serai.filter.patterns;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.serai.config.ConfigException;

/**
 * Reads one file of rules: a line {@code cap 6}, then one rule a line, {@code name points place,place /pattern/flags}. What
 * begins with {@code #} is a comment.
 */
final class ListReader {

    static final int MAX_PATTERN = 1000;
    /** Instructions: RE2/J takes time in proportion to them. */
    static final int MAX_SIZE = 2000;

    private static final double MAX_POINTS = 100;
    private static final int MAX_NAME = 40;

    private final Path file;
    private final String list;
    private final List<Rule> rules = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private double cap = Double.NaN;

    private ListReader(Path file, String list) {
        this.file = file;
        this.list = list;
    }

    /**
     * The rules of a file.
     *
     * @param list its name
     * @throws ConfigException naming file and line of what is wrong
     */
    static PatternList read(Path file, String list) {
        return new ListReader(file, list).read();
    }

    private PatternList read() {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            try {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    take(line);
                }
            } catch (IllegalArgumentException e) {
                throw new ConfigException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        if (Double.isNaN(cap)) {
            throw new ConfigException(file + ": has no line such as: cap 6");
        }
        return new PatternList(list, cap, List.copyOf(rules));
    }

    private void take(String line) {
        String[] words = line.split("\\s+", 4);
        if (words[0].equals("cap") && words.length == 2 && Double.isNaN(cap)) {
            cap = points(words[1]);
            if (cap <= 0) {
                throw new IllegalArgumentException("the cap must be above 0");
            }
        } else if (Double.isNaN(cap)) {
            throw new IllegalArgumentException(
                    "in front of the rules the list says how much it may add, such as: cap 6");
        } else if (words.length < 4) {
            throw new IllegalArgumentException(
                    "'" + line + "' is not a rule such as: next-of-kin 1.5 header:subject,body /next of kin/i");
        } else {
            rules.add(rule(name(words[0]), points(words[1]), places(words[2]), words[3]));
        }
    }

    private String name(String text) {
        if (!text.matches("[a-z0-9][a-z0-9-]*") || text.length() > MAX_NAME) {
            throw new IllegalArgumentException("the name '" + text + "' must consist of a-z, 0-9 and hyphens, at most "
                    + MAX_NAME + " characters");
        }
        if (!names.add(text)) {
            throw new IllegalArgumentException("there is a rule " + text + " already");
        }
        return text;
    }

    private static double points(String text) {
        double points = text.matches("[-+]?[0-9]{1,3}(\\.[0-9]{1,2})?") ? Double.parseDouble(text) : Double.NaN;
        if (!(Math.abs(points) <= MAX_POINTS)) {
            throw new IllegalArgumentException("'" + text + "' is no number of points such as 2.5, at most 100");
        }
        return points;
    }

    private static List<Where> places(String text) {
        var places = new ArrayList<Where>();
        for (String place : text.split(",", -1)) {
            places.add(Where.parse(place));
        }
        return List.copyOf(places);
    }

    private Rule rule(String name, double points, List<Where> where, String text) {
        int end = text.lastIndexOf('/');
        if (end < 1 || text.charAt(0) != '/') {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a pattern between slashes, such as /next of kin/i");
        }
        String regex = text.substring(1, end);
        if (regex.length() > MAX_PATTERN) {
            throw new IllegalArgumentException("the pattern has more than " + MAX_PATTERN + " characters");
        }
        Shape shape = Shape.of(regex);
        if (shape.size() > MAX_SIZE) {
            throw new IllegalArgumentException("the pattern is too large: its counted repetitions multiply to about "
                    + shape.size() + " steps, more than " + MAX_SIZE);
        }
        Pattern pattern = compile(regex, flags(text.substring(end + 1)));
        if (where.stream().anyMatch(ListReader::isText) && pattern.matcher("").find()) {
            throw new IllegalArgumentException("the pattern matches the empty text, so it would hit every mail");
        }
        return new Rule(list, name, points, where, pattern, shape);
    }

    private static Pattern compile(String regex, int flags) {
        try {
            return Pattern.compile(regex, flags);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "not a pattern: " + e.getDescription() + " '" + e.getPattern()
                            + "' (patterns are those of RE2, without back-references and look-around)",
                    e);
        }
    }

    private static int flags(String letters) {
        int flags = 0;
        for (char letter : letters.toCharArray()) {
            flags |= switch (letter) {
                case 'i' -> Pattern.CASE_INSENSITIVE;
                case 's' -> Pattern.DOTALL;
                case 'm' -> Pattern.MULTILINE;
                default ->
                    throw new IllegalArgumentException(
                            "behind the pattern may stand i (upper and lower case), s (a dot is a newline too) and m (^ and $ at"
                                    + " each line), not '" + letters + "'");
            };
        }
        return flags;
    }

    /** There are many of them in each mail. */
    private static boolean isText(Where where) {
        return where.place() == Place.BODY || where.place() == Place.ATTACHMENT || where.equals(Where.of(Place.HEADER));
    }
}
