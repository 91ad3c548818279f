package org.serai.filter.phishing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.serai.config.EntryFile;
import org.serai.content.Confusables;
import org.serai.filter.DomainSet;
import org.serai.mail.DomainName;

/**
 * Names that others like to use, {@code config/lists/protected-names.txt}: {@code Anna Example}, which our own domains may use, or
 * {@code PayPal = paypal.com, .paypal.com}.
 */
public final class ProtectedNames {

    private static final String FILE = "protected-names.txt";
    private static final int MAX_NAMES = 10_000;

    private final List<Entry> entries = new ArrayList<>();

    /** @param domains that may use it; null: our own */
    private record Entry(String name, Set<String> words, @Nullable DomainSet domains) {}

    private ProtectedNames() {}

    /**
     * Reads the list; none where there is no file.
     *
     * @throws org.serai.config.ConfigException naming file and line of a wrong entry
     */
    public static ProtectedNames load(Path directory) {
        var out = new ProtectedNames();
        new EntryFile(directory.resolve(FILE)).forEachUncommented(out::add);
        return out;
    }

    private void add(String line) {
        int equals = line.indexOf('=');
        String name = (equals < 0 ? line : line.substring(0, equals)).strip();
        Set<String> words = words(name);
        if (words.isEmpty() || name.length() < 4) {
            throw new IllegalArgumentException("'" + name + "' is too short: it would be a part of many names");
        }
        if (entries.size() == MAX_NAMES) {
            throw new IllegalArgumentException("there are more than " + MAX_NAMES + " names");
        }
        DomainSet.Builder domains = equals < 0 ? null : new DomainSet.Builder();
        if (domains != null) {
            var each = new StringTokenizer(line.substring(equals + 1), " \t,");
            while (each.hasMoreTokens()) {
                domains.add(each.nextToken());
            }
        }
        entries.add(new Entry(name, words, domains == null ? null : domains.build()));
    }

    /** The name that a stranger shows, all its words in whatever order; null where he shows none. */
    @Nullable
    String used(String shown, DomainName by) {
        if (entries.isEmpty() || shown.isEmpty()) {
            return null;
        }
        Set<String> words = words(shown);
        for (Entry entry : entries) {
            DomainSet domains = entry.domains();
            if (words.containsAll(entry.words()) && (domains == null || domains.match(by) == null)) {
                return entry.name();
            }
        }
        return null;
    }

    /** Of letters and digits, as they look. */
    private static Set<String> words(String text) {
        var out = new LinkedHashSet<String>();
        var word = new StringBuilder();
        String lower = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i <= lower.length(); i++) {
            char c = i < lower.length() ? lower.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
                word.append(c);
            } else if (!word.isEmpty() && Character.getType(c) != Character.FORMAT) {
                out.add(Confusables.skeleton(word.toString()));
                word.setLength(0);
            }
        }
        return out;
    }
}
