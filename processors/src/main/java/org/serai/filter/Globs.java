package org.serai.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/** Patterns of one list. Each look-up walks them all, so they are few. */
final class Globs {

    private static final int MAX = 1000;
    private static final int MAX_LENGTH = 320;

    private final List<Glob> globs = new ArrayList<>();

    void add(String entry) {
        if (globs.size() == MAX || entry.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "more than " + MAX + " patterns with * in one list, or one longer than " + MAX_LENGTH);
        }
        int domain = entry.lastIndexOf('@') + 1;
        globs.add(new Glob(entry.substring(0, domain).toLowerCase(Locale.ROOT) + aLabels(entry.substring(domain))));
    }

    /** As names are compared: a label of Unicode as its A-label, which does not go with a {@code *} in it. */
    private static String aLabels(String pattern) {
        var out = new StringBuilder();
        int from = 0;
        while (from < pattern.length()) {
            int dot = pattern.indexOf('.', from);
            int to = dot < 0 ? pattern.length() : dot;
            out.append(aLabel(pattern.substring(from, to)));
            if (dot >= 0) {
                out.append('.');
            }
            from = to + 1;
        }
        return out.toString();
    }

    private static String aLabel(String label) {
        if (label.chars().allMatch(c -> c < 128)) {
            return label.toLowerCase(Locale.ROOT);
        }
        DomainName name = label.indexOf('*') < 0 ? DomainName.of(label) : null;
        if (name == null) {
            throw new IllegalArgumentException("'" + label + "': write it as an A-label, xn--…");
        }
        return name.ascii();
    }

    @Nullable
    String match(String lowerCaseText) {
        for (Glob glob : globs) {
            if (glob.matches(lowerCaseText)) {
                return glob.pattern();
            }
        }
        return null;
    }
}
