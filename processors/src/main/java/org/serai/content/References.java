package org.serai.content;

import java.util.Locale;
import java.util.Map;

/** Character references of HTML, {@code &amp;} and {@code &#x2F;}: all numeric ones, and those names that say something in text and links. */
final class References {

    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("amp", (int) '&'),
            Map.entry("lt", (int) '<'),
            Map.entry("gt", (int) '>'),
            Map.entry("quot", (int) '"'),
            Map.entry("apos", (int) '\''),
            Map.entry("nbsp", 0xa0),
            Map.entry("shy", 0xad),
            Map.entry("zwnj", 0x200c),
            Map.entry("zwj", 0x200d),
            Map.entry("tab", (int) '\t'),
            Map.entry("newline", (int) '\n'),
            Map.entry("colon", (int) ':'),
            Map.entry("sol", (int) '/'),
            Map.entry("bsol", (int) '\\'),
            Map.entry("period", (int) '.'),
            Map.entry("commat", (int) '@'),
            Map.entry("quest", (int) '?'),
            Map.entry("equals", (int) '='),
            Map.entry("num", (int) '#'),
            Map.entry("percnt", (int) '%'),
            Map.entry("lowbar", (int) '_'));

    private static final int MAX_LENGTH = 10;

    private final String html;
    private int codePoint;
    private int end;

    References(String html) {
        this.html = html;
    }

    /**
     * True when a reference begins there that we know: then {@link #codePoint} is what it stands for, and {@link #end} where it
     * ends.
     *
     * @param inAttribute {@code &lt=} is none there
     */
    boolean at(int start, int limit, boolean inAttribute) {
        int at = start + 1;
        while (at < limit && at - start <= MAX_LENGTH && mayBelong(html.charAt(at))) {
            at++;
        }
        char next = at < limit ? html.charAt(at) : 0;
        int known = inAttribute && next == '=' ? -1 : codePoint(html.substring(start + 1, at));
        codePoint = known;
        end = next == ';' ? at + 1 : at;
        return known >= 0;
    }

    int codePoint() {
        return codePoint;
    }

    int end() {
        return end;
    }

    /** The value of an attribute. */
    String text(int from, int to) {
        String written = html.substring(from, to);
        if (written.indexOf('&') < 0) {
            return written;
        }
        var out = new StringBuilder(to - from);
        for (int i = from; i < to; ) {
            if (html.charAt(i) == '&' && at(i, to, true)) {
                out.appendCodePoint(codePoint);
                i = end;
            } else {
                out.append(html.charAt(i++));
            }
        }
        return out.toString();
    }

    private static int codePoint(String reference) {
        if (!reference.startsWith("#")) {
            return NAMES.getOrDefault(reference.toLowerCase(Locale.ROOT), -1);
        }
        boolean hex = reference.length() > 1 && (reference.charAt(1) == 'x' || reference.charAt(1) == 'X');
        try {
            int value = Integer.parseInt(reference, hex ? 2 : 1, reference.length(), hex ? 16 : 10);
            boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
            return Character.isValidCodePoint(value) && !surrogate ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean mayBelong(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '#';
    }
}
