package org.serai.filter.phishing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.serai.config.EntryFile;
import org.serai.content.Confusables;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;
import org.serai.mail.DomainName;

/**
 * Names that others like to use, {@code config/lists/protected-names.txt}: {@code Anna Example}, which our own domains may use, or
 * {@code PayPal = paypal.com, .paypal.com}.
 */
public final class ProtectedNames {

    private static final String FILE = "protected-names.txt";
    private static final int MAX_NAMES = 10_000;

    private final List<Entry> entries = new ArrayList<>();

    /** Shorter ones are parts of other words. */
    private static final int MIN_JOINED = 6;

    /** @param domains that may use it; null: our own */
    private record Entry(String name, Words words, @Nullable DomainSet domains) {}

    /**
     * Of letters and digits, as they look.
     *
     * @param all in any order
     * @param joined one behind the other
     * @param starts where in it a word begins, or a letter that is large behind a small one, {@code PayPal}; and its end
     */
    private record Words(Set<String> all, String joined, BitSet starts) {

        /** Written as one word or with blanks in it, {@code Pay Pal Service}; a name of one word may go on, {@code Paypalservice}. */
        boolean contain(Words name) {
            if (name.joined.length() < MIN_JOINED) {
                return false;
            }
            for (int at = joined.indexOf(name.joined); at >= 0; at = joined.indexOf(name.joined, at + 1)) {
                if (starts.get(at) && (name.all.size() == 1 || starts.get(at + name.joined.length()))) {
                    return true;
                }
            }
            return false;
        }
    }

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
        Words words = words(name);
        if (words.all().isEmpty() || name.length() < 4) {
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

    /**
     * The name that strangers show, all its words in whatever order; null where they show none, or where one of them may.
     *
     * @param by the authors
     * @param ours who may use the names that say no domains, and any other
     */
    @Nullable
    String used(String shown, List<DomainName> by, LocalDomains ours) {
        boolean own = by.stream().anyMatch(each -> ours.contains(each.ascii()));
        if (own || entries.isEmpty() || shown.isEmpty()) {
            return null;
        }
        Words words = words(shown);
        for (Entry entry : entries) {
            DomainSet domains = entry.domains();
            boolean used = words.all().containsAll(entry.words().all()) || words.contain(entry.words());
            if (used && (domains == null || by.stream().noneMatch(each -> domains.match(each) != null))) {
                return entry.name();
            }
        }
        return null;
    }

    private static Words words(String text) {
        var all = new LinkedHashSet<String>();
        var joined = new StringBuilder();
        var starts = new BitSet();
        var word = new StringBuilder();
        var piece = new StringBuilder();
        String seen = Confusables.seen(text);
        for (int i = 0; i <= seen.length(); i++) {
            char c = i < seen.length() ? seen.charAt(i) : ' ';
            boolean belongs = Character.isLetterOrDigit(c)
                    || Character.isSurrogate(c)
                    || Character.getType(c) == Character.NON_SPACING_MARK;
            boolean large = Character.isUpperCase(c) && i > 0 && Character.isLowerCase(seen.charAt(i - 1));
            if ((!belongs || large) && !piece.isEmpty()) {
                starts.set(joined.length());
                joined.append(Confusables.skeleton(piece.toString()));
                piece.setLength(0);
            }
            if (belongs) {
                word.append(c);
                piece.append(c);
            } else if (!word.isEmpty()) {
                all.add(Confusables.skeleton(word.toString()));
                word.setLength(0);
            }
        }
        starts.set(joined.length());
        return new Words(all, joined.toString(), starts);
    }
}
