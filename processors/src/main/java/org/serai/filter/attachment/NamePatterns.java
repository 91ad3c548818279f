package org.serai.filter.attachment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.serai.config.ConfigException;
import org.serai.config.EntryFile;
import org.serai.filter.Glob;

/** File names that are not accepted: {@code .iso} for an extension, {@code *invoice*.html} with {@code *} for any run. */
public final class NamePatterns {

    private static final int MAX = 1000;

    private final Set<String> extensions = new HashSet<>();
    private final List<Glob> globs = new ArrayList<>();

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
        var patterns = new NamePatterns();
        new EntryFile(directory.resolve("attachment-names.txt")).forEachUncommented(patterns::add);
        return patterns;
    }

    boolean matches(FileName name) {
        if (extensions.contains(name.extension())) {
            return true;
        }
        for (Glob glob : globs) {
            if (glob.matches(name.opened())) {
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
            globs.add(new Glob(pattern));
        }
    }
}
