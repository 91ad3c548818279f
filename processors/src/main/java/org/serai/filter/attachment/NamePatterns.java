package org.serai.filter.attachment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.serai.config.ConfigException;

/** File names that are not accepted: {@code .iso} for an extension, {@code *invoice*.html} with {@code *} for any run. */
public final class NamePatterns {

    private static final int MAX = 1000;

    private final Set<String> extensions = new HashSet<>();
    private final List<String> globs = new ArrayList<>();

    private NamePatterns() {}

    public static NamePatterns of(List<String> entries) {
        var patterns = new NamePatterns();
        entries.forEach(patterns::add);
        return patterns;
    }

    /**
     * Reads {@code attachment-names.txt} in this directory: one entry a line, {@code #} comments; none there is an empty list.
     *
     * @throws ConfigException naming file and line of a wrong entry
     */
    public static NamePatterns load(Path directory) {
        Path file = directory.resolve("attachment-names.txt");
        var patterns = new NamePatterns();
        int number = 0;
        try {
            for (String line :
                    Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Files.readAllLines(file) : List.<String>of()) {
                number++;
                String entry = line.startsWith("#")
                        ? ""
                        : line.replaceFirst("\\s#.*", "").strip();
                if (!entry.isEmpty()) {
                    patterns.add(entry);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ":" + number + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
        return patterns;
    }

    boolean matches(FileName name) {
        if (extensions.contains(name.extension())) {
            return true;
        }
        for (String glob : globs) {
            if (matches(glob, name.opened())) {
                return true;
            }
        }
        return false;
    }

    private void add(String entry) {
        String pattern = entry.toLowerCase(Locale.ROOT);
        boolean extension = pattern.startsWith(".") && pattern.indexOf('*') < 0 && pattern.lastIndexOf('.') == 0;
        if (pattern.length() > 255 || globs.size() == MAX || pattern.equals(".") || pattern.equals("*")) {
            throw new IllegalArgumentException("'" + entry
                    + "' is no extension such as .iso and no name such as *.pdf.html," + " or one of more than " + MAX);
        }
        if (extension) {
            extensions.add(pattern.substring(1));
        } else {
            globs.add(pattern);
        }
    }

    /** Goes back to the last star only, so the cost is at most the product of both lengths. */
    private static boolean matches(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = t;
            } else if (g < glob.length() && glob.charAt(g) == text.charAt(t)) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
