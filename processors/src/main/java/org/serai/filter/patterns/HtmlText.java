package org.serai.filter.patterns;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The text of HTML, roughly as a browser shows it: without tags, comments, scripts and styles. Elements that begin on a new
 * line or in a new cell separate words, all others do not, so {@code via<b></b>gra} is one. One pass; anything is HTML.
 */
final class HtmlText {

    private static final Set<String> SEPARATE = Set.of(
            "address",
            "article",
            "blockquote",
            "br",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "img",
            "input",
            "li",
            "ol",
            "option",
            "p",
            "pre",
            "section",
            "table",
            "td",
            "th",
            "title",
            "tr",
            "ul");

    private static final Set<String> HIDDEN = Set.of("script", "style");

    private static final Map<String, Integer> ENTITIES = Map.of(
            "amp",
            (int) '&',
            "lt",
            (int) '<',
            "gt",
            (int) '>',
            "quot",
            (int) '"',
            "apos",
            (int) '\'',
            "nbsp",
            0xa0,
            "shy",
            0xad,
            "zwnj",
            0x200c,
            "zwj",
            0x200d);

    private static final int MAX_ENTITY = 10;
    private static final int MAX_NAME = 12;

    private final String html;
    private final PlainText out;

    private HtmlText(String html, PlainText out) {
        this.html = html;
        this.out = out;
    }

    static void read(String html, PlainText out) {
        var text = new HtmlText(html, out);
        for (int i = 0; i < html.length(); ) {
            char c = html.charAt(i);
            if (c == '<') {
                i = text.tag(i);
            } else if (c == '&') {
                i = text.entity(i);
            } else {
                out.append(c);
                i++;
            }
        }
    }

    /** Goes over what begins with {@code <} and returns where it ends. */
    private int tag(int start) {
        if (html.startsWith("<!--", start)) {
            return past("-->", start + 2);
        }
        int at = start + 1;
        boolean closes = at < html.length() && html.charAt(at) == '/';
        at += closes ? 1 : 0;
        if (at == html.length() || !(letter(html.charAt(at)) || html.charAt(at) == '!' || html.charAt(at) == '?')) {
            out.append('<');
            return start + 1;
        }
        int nameEnd = at;
        while (nameEnd < html.length() && nameEnd - at < MAX_NAME && Character.isLetterOrDigit(html.charAt(nameEnd))) {
            nameEnd++;
        }
        String name = html.substring(at, nameEnd).toLowerCase(Locale.ROOT);
        if (SEPARATE.contains(name)) {
            out.space();
        }
        int end = tagEnd(nameEnd);
        return !closes && HIDDEN.contains(name) ? hiddenEnd(name, end) : end;
    }

    /** Past the {@code >}; one in a quoted attribute value is none. */
    private int tagEnd(int from) {
        char quote = 0;
        char before = 0;
        for (int i = from; i < html.length(); i++) {
            char c = html.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '>') {
                return i + 1;
            } else if ((c == '"' || c == '\'') && before == '=') {
                quote = c;
            }
            before = c > ' ' ? c : before;
        }
        return html.length();
    }

    private int hiddenEnd(String name, int from) {
        for (int i = html.indexOf("</", from); i >= 0; i = html.indexOf("</", i + 2)) {
            if (html.regionMatches(true, i + 2, name, 0, name.length())) {
                return tagEnd(i + 2 + name.length());
            }
        }
        return html.length();
    }

    private int past(String end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? html.length() : at + end.length();
    }

    /** Writes what a character reference stands for; an unknown one stays as it is. */
    private int entity(int start) {
        int end = start + 1;
        while (end < html.length() && end - start <= MAX_ENTITY && (letter(html.charAt(end)) || digit(end))) {
            end++;
        }
        int codePoint = codePoint(html.substring(start + 1, end));
        if (codePoint < 0) {
            out.append('&');
            return start + 1;
        }
        for (char c : Character.toChars(codePoint)) {
            out.append(c);
        }
        return end < html.length() && html.charAt(end) == ';' ? end + 1 : end;
    }

    private static int codePoint(String reference) {
        if (!reference.startsWith("#")) {
            return ENTITIES.getOrDefault(reference.toLowerCase(Locale.ROOT), -1);
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

    private boolean digit(int at) {
        char c = html.charAt(at);
        return c >= '0' && c <= '9' || c == '#';
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
