package org.serai.filter.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.serai.filter.Glob;

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
        globs.add(new Glob(entry.toLowerCase(Locale.ROOT)));
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
