package org.serai.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Option;
import org.serai.mail.DomainName;

/**
 * The public suffix list (publicsuffix.org): below which names anybody can register a domain of his own. {@code com},
 * {@code co.uk} and {@code github.io} are suffixes, {@code example.co.uk} is registrable. Immutable; a look-up costs two
 * hashes for each label. A name that no rule covers is judged by the list's default rule: its last label is the suffix.
 */
public final class PublicSuffixes {

    /** Of crawler-commons, as its makers took it from publicsuffix.org. */
    private static final String BUNDLED = "/effective_tld_names.dat";

    /** The list has 16,000 lines. */
    private static final int MAX_LINES = 1_000_000;

    private final Set<String> rules = new HashSet<>();
    private final Set<String> wildcards = new HashSet<>();
    private final Set<String> exceptions = new HashSet<>();
    private final Set<String> unicodeTops = new HashSet<>();
    private int longestUnicodeTop;

    /** Properties under {@code public-suffix.}. */
    public record Options(
            @Option(
                            value = "",
                            doc = "A newer public suffix list, a file in the form of publicsuffix.org, relative to"
                                    + " config.dir; empty: the one that comes with Serai.")
                    String file) {}

    private PublicSuffixes(BufferedReader lines) throws IOException {
        int count = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (++count > MAX_LINES) {
                throw new IOException("more than " + MAX_LINES + " lines");
            }
            if (!line.startsWith("//")) {
                add(line.strip());
            }
        }
    }

    /** Nothing after white space belongs to a rule. */
    private void add(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) > ' ') {
            end++;
        }
        String rule = line.substring(0, end);
        if (rule.isEmpty()) {
            return;
        }
        if (rule.charAt(0) > 127 && rule.indexOf('.') < 0) {
            unicodeTops.add(rule);
            longestUnicodeTop = Math.max(longestUnicodeTop, rule.length());
        }
        if (rule.startsWith("!")) {
            exceptions.add(ascii(rule.substring(1)));
        } else if (rule.startsWith("*.")) {
            wildcards.add(ascii(rule.substring(2)));
        } else {
            rules.add(ascii(rule));
        }
    }

    private static String ascii(String name) {
        return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    }

    /** The list that {@code options} name, in {@code directory}, or the one that comes with Serai. */
    public static PublicSuffixes of(Options options, Path directory) {
        return options.file().isEmpty() ? bundled() : load(directory.resolve(options.file()));
    }

    /** The list that comes with Serai. */
    public static PublicSuffixes bundled() {
        try (InputStream in = PublicSuffixes.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException("crawler-commons without " + BUNDLED);
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A list from a file.
     *
     * @throws ConfigException when it cannot be read or holds what is no rule
     */
    public static PublicSuffixes load(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            PublicSuffixes list = read(in);
            if (list.rules.isEmpty()) {
                throw new ConfigException(file + " holds no rule: it is no public suffix list");
            }
            return list;
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + " is no public suffix list: " + e.getMessage(), e);
        }
    }

    private static PublicSuffixes read(InputStream in) throws IOException {
        return new PublicSuffixes(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    }

    /** The domain that somebody has registered: the suffix with one label more; null when the name is a suffix itself. */
    public @Nullable DomainName registrable(DomainName name) {
        String ascii = name.ascii();
        int suffix = suffixAt(ascii);
        return suffix == 0 ? null : new DomainName(ascii.substring(ascii.lastIndexOf('.', suffix - 2) + 1));
    }

    /** The same; the name itself when it is a suffix. */
    public DomainName registered(DomainName name) {
        DomainName registrable = registrable(name);
        return registrable == null ? name : registrable;
    }

    /** True when anybody can register a domain directly below the name. */
    public boolean isSuffix(DomainName name) {
        return suffixAt(name.ascii()) == 0;
    }

    /** True when the name lies below a rule of the list, not just below one that holds for names that no rule covers. */
    public boolean known(DomainName name) {
        String top = name.ascii().substring(name.ascii().lastIndexOf('.') + 1);
        return rules.contains(top) || wildcards.contains(top);
    }

    /** True for a top-level domain of the list that begins in another script, {@code みんな}, as the list writes it. */
    public boolean unicodeTop(String label) {
        return unicodeTops.contains(label);
    }

    /** Characters of the longest of them. */
    public int longestUnicodeTop() {
        return longestUnicodeTop;
    }

    /** Where in a name its suffix begins: that of the longest rule, exceptions first. */
    private int suffixAt(String name) {
        int last = name.lastIndexOf('.') + 1;
        for (int at = 0; at < last; at = name.indexOf('.', at) + 1) {
            String tail = name.substring(at);
            int above = name.indexOf('.', at) + 1;
            if (exceptions.contains(tail)) {
                return above;
            }
            if (rules.contains(tail) || wildcards.contains(name.substring(above))) {
                return at;
            }
        }
        return last;
    }
}
