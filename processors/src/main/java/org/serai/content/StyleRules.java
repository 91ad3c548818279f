package org.serai.content;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The styles of elements: by {@code <style>} rules that have one simple selector ({@code td}, {@code .quiet}, {@code #top}, several joined by
 * commas), by the class, by the id, by the attribute {@code style}, each over those before it. Rules for some devices alone ({@code @media}) and
 * those with other selectors are not looked at.
 */
final class StyleRules {

    private static final int MAX_RULES = 1000;

    /** Mails repeat the same few attributes for each cell. */
    private static final int MAX_KNOWN = 1000;

    private final Map<String, Style> rules = new HashMap<>();
    private final Map<String, Style> known = new HashMap<>();

    /** Takes the rules of a {@code <style>} element. */
    void add(String content) {
        String css = withoutComments(content).replace("<!--", "").replace("-->", "");
        int i = 0;
        while (i < css.length() && rules.size() < MAX_RULES) {
            int open = css.indexOf('{', i);
            if (open < 0) {
                return;
            }
            String before = css.substring(i, open);
            String selectors = before.substring(before.lastIndexOf(';') + 1).strip();
            int close = selectors.startsWith("@") ? blockEnd(css, open) : css.indexOf('}', open);
            int end = close < 0 ? css.length() : close;
            if (!selectors.startsWith("@")) {
                rule(selectors, Style.parse(css.substring(open + 1, end)));
            }
            i = end + 1;
        }
    }

    private void rule(String selectors, Style style) {
        if (style.equals(Style.NONE)) {
            return;
        }
        for (int from = 0; from <= selectors.length() && rules.size() < MAX_RULES; ) {
            int comma = selectors.indexOf(',', from);
            int to = comma < 0 ? selectors.length() : comma;
            String selector = selectors.substring(from, to).strip();
            if (simple(selector)) {
                char first = selector.charAt(0);
                String key = first == '.' || first == '#' ? selector : selector.toLowerCase(Locale.ROOT);
                rules.merge(key, style, Style::then);
            }
            from = to + 1;
        }
    }

    private static boolean simple(String selector) {
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            boolean name = Character.isLetterOrDigit(c) || c == '-' || c == '_';
            if (!name && !(i == 0 && (c == '.' || c == '#'))) {
                return false;
            }
        }
        return !selector.isEmpty();
    }

    private static int blockEnd(String css, int open) {
        int depth = 0;
        for (int i = open; i < css.length(); i++) {
            char c = css.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return css.length();
    }

    private static String withoutComments(String css) {
        int start = css.indexOf("/*");
        if (start < 0) {
            return css;
        }
        var out = new StringBuilder(css.length());
        int from = 0;
        while (start >= 0) {
            out.append(css, from, start);
            int end = css.indexOf("*/", start + 2);
            from = end < 0 ? css.length() : end + 2;
            start = css.indexOf("/*", from);
        }
        return out.append(css, from, css.length()).toString();
    }

    /** What holds for an element, besides what its attributes of presentation say. */
    Style of(String element, String id, String classes, String attribute) {
        Style style = Style.NONE;
        if (!rules.isEmpty()) {
            style = rules.getOrDefault(element, Style.NONE);
            for (int from = 0; from < classes.length(); ) {
                int space = classes.indexOf(' ', from);
                int to = space < 0 ? classes.length() : space;
                style = style.then(rules.getOrDefault("." + classes.substring(from, to), Style.NONE));
                from = to + 1;
            }
            style = id.isEmpty() ? style : style.then(rules.getOrDefault("#" + id, Style.NONE));
        }
        return attribute.isEmpty() ? style : style.then(declared(attribute));
    }

    private Style declared(String attribute) {
        Style style = known.get(attribute);
        if (style == null) {
            style = Style.parse(withoutComments(attribute));
            if (known.size() < MAX_KNOWN) {
                known.put(attribute, style);
            }
        }
        return style;
    }
}
