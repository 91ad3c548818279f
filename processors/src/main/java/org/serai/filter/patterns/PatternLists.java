package org.serai.filter.patterns;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.serai.config.ConfigException;

/** All rules of {@code patterns-*.txt} in one directory, read once and never changed: to read a changed file, load again. */
public final class PatternLists {

    static final int MAX_RULES = 2000;

    private static final String PREFIX = "patterns-";
    private static final String SUFFIX = ".txt";
    private static final BitSet NO_RULES = new BitSet();

    private final Map<String, PatternList> lists;
    private final List<Rule> rules;
    private final Prefilter prefilter;
    /** Which rules look there; those for any header field are with each field that has rules of its own. */
    private final Map<Where, BitSet> byWhere = new HashMap<>();

    private PatternLists(Map<String, PatternList> lists) {
        this.lists = lists;
        this.rules =
                lists.values().stream().flatMap(list -> list.rules().stream()).toList();
        this.prefilter = new Prefilter(rules.stream().map(Rule::shape).toList());
        for (int i = 0; i < rules.size(); i++) {
            for (Where where : rules.get(i).where()) {
                byWhere.computeIfAbsent(where, key -> new BitSet()).set(i);
            }
        }
        BitSet anyField = byWhere.getOrDefault(Where.of(Place.HEADER), NO_RULES);
        byWhere.forEach((where, indices) -> {
            if (where.place() == Place.HEADER) {
                indices.or(anyField);
            }
        });
    }

    /**
     * Reads all lists; a directory that is not there holds none.
     *
     * @throws ConfigException naming file and line of a wrong rule, or a file whose name is like ours but is none
     */
    public static PatternLists load(Path directory) {
        var lists = new TreeMap<String, PatternList>();
        int rules = 0;
        for (Path file : files(directory)) {
            PatternList list = ListReader.read(file, name(file));
            rules += list.rules().size();
            if (rules > MAX_RULES) {
                throw new ConfigException(file + ": with this list there are more than " + MAX_RULES + " rules");
            }
            lists.put(list.name(), list);
        }
        try {
            return new PatternLists(lists);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(directory.resolve(PREFIX + "*" + SUFFIX) + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Path directory) {
        var out = new ArrayList<Path>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "pattern*" + SUFFIX)) {
                files.forEach(out::add);
            } catch (IOException e) {
                throw ConfigException.about(directory + " cannot be read", directory, e);
            }
        }
        out.sort(null);
        return out;
    }

    /** A list that is not read because its name is misspelt would fail silently. */
    private static String name(Path file) {
        String name = file.getFileName().toString();
        if (!name.matches(PREFIX + "[a-z0-9-]+\\" + SUFFIX)) {
            throw new ConfigException(file + ": lists of patterns have names such as " + PREFIX + "fraud" + SUFFIX);
        }
        return name.substring(PREFIX.length(), name.length() - SUFFIX.length());
    }

    /** The list that a rule came from. */
    PatternList list(String name) {
        PatternList list = lists.get(name);
        if (list == null) {
            throw new IllegalArgumentException("no list " + name);
        }
        return list;
    }

    /** True when some rule looks there. */
    boolean look(Where where) {
        return !rules(where).isEmpty();
    }

    Rule rule(int index) {
        return rules.get(index);
    }

    /** Indices of the rules that look there and may match the text, and in which spans of it; all others do not. */
    SortedMap<Integer, Spans> candidates(Where where, String text) {
        return prefilter.candidates(text, rules(where));
    }

    private BitSet rules(Where where) {
        BitSet own = byWhere.get(where);
        if (own != null) {
            return own;
        }
        return where.place() == Place.HEADER ? byWhere.getOrDefault(Where.of(Place.HEADER), NO_RULES) : NO_RULES;
    }
}
