package org.serai.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.content.Link.Kind;
import org.serai.content.TextPart.Reference;

/**
 * The text of HTML, roughly as a browser shows it: without tags, comments, scripts and styles; and what it refers to. Elements that
 * begin on a new line or in a new cell separate words, all others do not, so {@code via<b></b>gra} is one. What a comment has
 * for Outlook alone is shown. One pass; anything is HTML.
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

    /** By which elements refer to something else than people follow; {@code href} depends on the element. */
    private static final Map<String, Kind> ATTRIBUTES = Map.of(
            "action",
            Kind.FORM,
            "formaction",
            Kind.FORM,
            "src",
            Kind.RESOURCE,
            "background",
            Kind.RESOURCE,
            "data",
            Kind.RESOURCE,
            "poster",
            Kind.RESOURCE);

    private static final int MAX_NAME = 12;

    private final String html;
    private final References characters;
    private final PlainText out;
    private final StringBuilder code = new StringBuilder();
    private final List<Reference> references = new ArrayList<>();
    private String base = "";

    /** The link that is open, null when none is. */
    private @Nullable String link;

    private int linkFrom;

    private HtmlText(String html) {
        this.html = html;
        this.characters = new References(html);
        this.out = new PlainText(html.length());
    }

    static TextPart read(String path, String html) {
        var text = new HtmlText(html);
        text.read();
        return new TextPart(path, text.out.toString(), text.references, text.base, text.code.toString());
    }

    private void read() {
        for (int i = 0; i < html.length(); ) {
            char c = html.charAt(i);
            if (c == '<') {
                i = tag(i);
            } else if (c == '&' && characters.at(i, html.length(), false)) {
                for (char each : Character.toChars(characters.codePoint())) {
                    out.append(each);
                }
                i = characters.end();
            } else {
                out.append(c);
                i++;
            }
        }
        endLink();
    }

    /** Goes over what begins with {@code <} and returns where it ends. */
    private int tag(int start) {
        if (html.startsWith("<!--", start)) {
            return html.startsWith("[if", start + 4) ? past(">", start) : past("-->", start + 2);
        }
        int at = start + 1;
        boolean closes = at < html.length() && html.charAt(at) == '/';
        at += closes ? 1 : 0;
        if (at == html.length() || !(letter(html.charAt(at)) || html.charAt(at) == '!' || html.charAt(at) == '?')) {
            out.append('<');
            return start + 1;
        }
        if (!letter(html.charAt(at))) {
            return past(">", at);
        }
        String name = name(at);
        if (SEPARATE.contains(name)) {
            out.space();
        }
        if (name.equals("a")) {
            endLink();
        }
        int end = attributes(at + name.length(), closes ? "" : name);
        return !closes && HIDDEN.contains(name) ? hiddenEnd(name, end) : end;
    }

    /** What begins there, as far as it may be the name of something that we know; in lower case. */
    private String name(int from) {
        int end = from;
        while (end < html.length() && end - from < MAX_NAME && Character.isLetterOrDigit(html.charAt(end))) {
            end++;
        }
        return html.substring(from, end).toLowerCase(Locale.ROOT);
    }

    /** Reads attributes and returns where the tag ends; a {@code >} in a quoted value does not end it. */
    private int attributes(int from, String element) {
        int i = from;
        while (i < html.length()) {
            char c = html.charAt(i);
            if (c == '>') {
                return i + 1;
            }
            if (c <= ' ' || c == '/') {
                i++;
                continue;
            }
            int nameEnd = i + 1;
            while (nameEnd < html.length() && !endsName(html.charAt(nameEnd))) {
                nameEnd++;
            }
            int equals = skipBlanks(nameEnd);
            if (equals == html.length() || html.charAt(equals) != '=') {
                i = nameEnd;
                continue;
            }
            int value = skipBlanks(equals + 1);
            char quote = value < html.length() ? html.charAt(value) : '>';
            boolean quoted = quote == '"' || quote == '\'';
            value += quoted ? 1 : 0;
            int end = quoted ? before(quote, value) : unquotedEnd(value);
            if (!element.isEmpty() && nameEnd - i <= MAX_NAME) {
                attribute(element, html.substring(i, nameEnd).toLowerCase(Locale.ROOT), value, end);
            }
            i = quoted ? Math.min(end + 1, html.length()) : end;
        }
        return i;
    }

    private static boolean endsName(char c) {
        return c <= ' ' || c == '/' || c == '>' || c == '=';
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i < html.length() && html.charAt(i) <= ' ') {
            i++;
        }
        return i;
    }

    private int before(char end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? html.length() : at;
    }

    private int unquotedEnd(int from) {
        int i = from;
        while (i < html.length() && html.charAt(i) > ' ' && html.charAt(i) != '>') {
            i++;
        }
        return i;
    }

    private void attribute(String element, String name, int from, int to) {
        switch (name) {
            case "href", "xlink:href" -> href(element, characters.text(from, to));
            case "content" -> refresh(element, from, to);
            default -> {
                Kind kind = ATTRIBUTES.get(name);
                if (kind != null) {
                    refer(kind, characters.text(from, to));
                }
            }
        }
    }

    private void href(String element, String target) {
        if (element.equals("a")) {
            if (link == null) {
                link = target;
                linkFrom = out.length();
            }
        } else if (element.equals("base")) {
            base = base.isEmpty() ? target : base;
        } else {
            refer(element.equals("area") ? Kind.LINK : Kind.RESOURCE, target);
        }
    }

    /** {@code 0; url=https://example.com/}. */
    private void refresh(String element, int from, int to) {
        String content = element.equals("meta") ? characters.text(from, to) : "";
        int url = content.toLowerCase(Locale.ROOT).indexOf("url=");
        if (url >= 0) {
            String target = content.substring(url + 4).strip();
            boolean quoted = target.startsWith("'") || target.startsWith("\"");
            int end = quoted ? target.indexOf(target.charAt(0), 1) : -1;
            refer(Kind.LINK, target.substring(quoted ? 1 : 0, end < 0 ? target.length() : end));
        }
    }

    private void refer(Kind kind, String target) {
        references.add(new Reference(kind, target, out.length(), out.length()));
    }

    private void endLink() {
        if (link != null) {
            references.add(new Reference(Kind.LINK, link, linkFrom, Math.max(linkFrom, out.length())));
            link = null;
        }
    }

    private int hiddenEnd(String name, int from) {
        for (int i = html.indexOf("</", from); i >= 0; i = html.indexOf("</", i + 2)) {
            if (html.regionMatches(true, i + 2, name, 0, name.length())) {
                code.append(html, from, i).append('\n');
                return attributes(i + 2 + name.length(), "");
            }
        }
        code.append(html, from, html.length());
        return html.length();
    }

    private int past(String end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? html.length() : at + end.length();
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
