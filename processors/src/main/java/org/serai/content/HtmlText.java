package org.serai.content;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.content.Link.Kind;
import org.serai.content.TextPart.Reference;

/**
 * The text of HTML, roughly as a browser shows it: without tags, comments, scripts and styles; and what it refers to. Elements that
 * begin on a new line or in a new cell separate words, all others do not, so {@code via<b></b>gra} is one. Text that nobody sees, by
 * attributes, inline styles or {@link StyleRules}, is told apart, and words go on over it. What a comment has for Outlook alone is shown. One
 * pass; anything is HTML. What we do not understand is seen.
 */
final class HtmlText {

    private static final Set<String> CODE = Set.of("script", "style");

    /** What stands in them is text, whatever it looks like: a comment that begins there ends there. */
    private static final Set<String> TEXT_ALONE = Set.of("title", "textarea", "xmp", "noembed", "noframes", "iframe");

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
    private static final int MAX_TAG = 400;
    private static final int MAX_MARKUP = 32 << 10;

    private final String html;
    private final References characters;
    private final StyleRules rules = new StyleRules();
    private final OpenElements open = new OpenElements();
    private final PlainText seen;
    private final PlainText hidden = new PlainText(0);

    /** One of both, where what follows belongs. */
    private PlainText out;

    private final StringBuilder code = new StringBuilder();
    private final StringBuilder markup = new StringBuilder();
    private final List<Reference> references = new ArrayList<>();
    private String base = "";

    /** The link that is open, null when none is. */
    private @Nullable String link;

    private int linkFrom;

    /** Elements that hold text alone and have no end tag from here on. */
    private final Set<String> endless = new HashSet<>();

    // Of the tag that is being read.
    private String id = "";
    private String classes = "";
    private String style = "";
    private Style presented = Style.NONE;

    private HtmlText(String html) {
        this.html = html;
        this.characters = new References(html);
        this.seen = new PlainText(html.length());
        this.out = seen;
    }

    static TextPart read(String path, String html) {
        var text = new HtmlText(html);
        text.read();
        return new TextPart(
                path,
                text.seen.toString(),
                text.hidden.toString(),
                text.references,
                text.base,
                text.code.toString(),
                text.markup.toString(),
                text.seen.invisible() + text.hidden.invisible());
    }

    private void read() {
        for (int i = 0; i < html.length(); ) {
            char c = html.charAt(i);
            if (c == '<') {
                i = tag(i);
            } else if (c == '&' && characters.at(i, html.length(), false)) {
                append(characters.codePoint());
                i = characters.end();
            } else {
                int end = textEnd(i + 1);
                out.append(html, i, end);
                i = end;
            }
        }
        endLink();
    }

    private int textEnd(int from) {
        int i = from;
        while (i < html.length() && html.charAt(i) != '<' && html.charAt(i) != '&') {
            i++;
        }
        return i;
    }

    /** Goes over what begins with {@code <} and returns where it ends. */
    private int tag(int start) {
        if (html.startsWith("<!--", start)) {
            return html.startsWith("[if", start + 4) ? past(">", start) : commentEnd(start);
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
        if (name.equals("a")) {
            endLink();
        }
        Element element = Element.of(name);
        if (closes) {
            boolean gone = open.look().gone();
            open.end(element);
            separate(element, gone);
            return markup(start, attributes(at + name.length(), ""));
        }
        open.endBefore(element);
        int end = markup(start, attributes(at + name.length(), name));
        Look look = look(name);
        open.begin(element, look);
        separate(element, look.gone());
        if (CODE.contains(name)) {
            return codeEnd(name, end);
        }
        if (!TEXT_ALONE.contains(name) || endless.contains(name)) {
            return end;
        }
        int to = endTag(name, end);
        if (to < 0) {
            endless.add(name);
        }
        return text(end, Math.max(end, to));
    }

    /** Keeps a tag, and returns where it ends. */
    private int markup(int start, int end) {
        if (markup.length() < MAX_MARKUP) {
            markup.append(html, start + 1, Math.min(end - 1, start + MAX_TAG)).append('\n');
        }
        return end;
    }

    /** Browsers let a comment end by {@code --!>} as well, and an empty one by {@code <!-->}. */
    private int commentEnd(int start) {
        for (int i = html.indexOf("--", start + 2); i >= 0; i = html.indexOf("--", i + 1)) {
            if (html.startsWith(">", i + 2)) {
                return i + 3;
            }
            if (i >= start + 4 && html.startsWith("!>", i + 2)) {
                return i + 4;
            }
        }
        return html.length();
    }

    /** Reads text without tags, and returns where it ends. */
    private int text(int from, int to) {
        for (int i = from; i < to; ) {
            if (html.charAt(i) == '&' && characters.at(i, to, false)) {
                append(characters.codePoint());
                i = characters.end();
            } else {
                out.append(html.charAt(i++));
            }
        }
        return to;
    }

    private void append(int codePoint) {
        for (char each : Character.toChars(codePoint)) {
            out.append(each);
        }
    }

    /** Where the end tag of an element begins, or -1. */
    private int endTag(String name, int from) {
        for (int i = html.indexOf("</", from); i >= 0; i = html.indexOf("</", i + 2)) {
            int behind = i + 2 + name.length();
            if (html.regionMatches(true, i + 2, name, 0, name.length())
                    && (behind == html.length() || endsName(html.charAt(behind)))) {
                return i;
            }
        }
        return -1;
    }

    /** Takes what the attributes of this tag have said. */
    private Look look(String name) {
        Look around = open.look();
        Style own = rules.of(name, id, classes, style);
        Style all = presented.then(own);
        if (name.equals("a") && all.colour() == Style.UNSET) {
            all = Style.ofColours(Colours.LINK, Style.UNSET).then(all);
        }
        id = "";
        classes = "";
        style = "";
        presented = Style.NONE;
        return all == Style.NONE ? around : around.with(all);
    }

    /** What has no room parts no words of those who see. */
    private void separate(Element element, boolean gone) {
        PlainText next = open.look().seen() ? seen : hidden;
        if (next != out && next == hidden) {
            hidden.space();
        }
        out = next;
        if (element.separates()) {
            hidden.space();
            if (!gone) {
                seen.space();
            }
        }
    }

    /** What begins there, as far as it may be the name of something that we know; in lower case. */
    private String name(int from) {
        int end = from;
        while (end < html.length() && end - from < MAX_NAME && !endsName(html.charAt(end))) {
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
            if (nameEnd - i == 6 && html.regionMatches(true, i, "hidden", 0, 6) && !element.isEmpty()) {
                presented = presented.then(Style.HIDDEN);
            }
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
            case "style" -> style = characters.text(from, to);
            case "class" -> classes = characters.text(from, to);
            case "id" -> id = characters.text(from, to);
            case "bgcolor" ->
                presented = presented.then(Style.ofColours(Style.UNSET, Colours.of(characters.text(from, to))));
            case "color", "text" -> {
                if (element.equals(name.equals("text") ? "body" : "font")) {
                    presented = presented.then(Style.ofColours(Colours.of(characters.text(from, to)), Style.UNSET));
                }
            }
            default -> {
                Kind kind = ATTRIBUTES.get(name);
                if (kind != null) {
                    refer(kind, characters.text(from, to));
                }
                if (name.equals("background")) {
                    presented = presented.then(Style.ofColours(Style.UNSET, Colours.UNKNOWN));
                }
            }
        }
    }

    private void href(String element, String target) {
        if (element.equals("a")) {
            if (link == null) {
                link = target;
                linkFrom = seen.length();
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
        references.add(new Reference(kind, target, seen.length(), seen.length()));
    }

    private void endLink() {
        if (link != null) {
            references.add(new Reference(Kind.LINK, link, linkFrom, Math.max(linkFrom, seen.length())));
            link = null;
        }
    }

    private int codeEnd(String name, int from) {
        int tag = endTag(name, from);
        int end = tag < 0 ? html.length() : tag;
        int behind = tag < 0 ? end : attributes(tag + 2 + name.length(), "");
        code.append(html, from, end).append('\n');
        if (name.equals("style")) {
            rules.add(html.substring(from, end));
        }
        open.end(Element.of(name));
        out = open.look().seen() ? seen : hidden;
        return behind;
    }

    private int past(String end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? html.length() : at + end.length();
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
