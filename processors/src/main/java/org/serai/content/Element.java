package org.serai.content;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What kind of element of HTML one is.
 *
 * @param separates begins on a new line or in a new cell
 * @param empty has no content and no end
 * @param ends the names of those that end where it begins
 * @param within it ends none beyond these
 */
record Element(String name, boolean separates, boolean empty, Set<String> ends, Set<String> within) {

    private static final List<String> SEPARATE = List.of(
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

    private static final List<String> EMPTY = List.of(
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr");

    private static final List<String> END_PARAGRAPHS = List.of(
            "address",
            "article",
            "blockquote",
            "center",
            "div",
            "dl",
            "fieldset",
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
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "ul");

    private static final Set<String> LIMITS = Set.of("table", "td", "th", "ul", "ol", "dl", "button");
    private static final Set<String> PARAGRAPH = Set.of("p");
    private static final Set<String> CELL = Set.of("td", "th");
    private static final Set<String> TERM = Set.of("dd", "dt");

    private static final Map<String, Element> KNOWN = known();

    /** Without a kind of its own. */
    Element(String name) {
        this(name, false, false, Set.of(), LIMITS);
    }

    private static Map<String, Element> known() {
        var known = new HashMap<String, Element>();
        for (String name : List.of("a", "b", "body", "font", "html", "i", "span", "strong", "tbody", "u")) {
            known.put(name, new Element(name));
        }
        for (List<String> names : List.of(SEPARATE, EMPTY, END_PARAGRAPHS)) {
            for (String name : names) {
                Set<String> ends = END_PARAGRAPHS.contains(name) ? PARAGRAPH : Set.of();
                known.put(name, new Element(name, SEPARATE.contains(name), EMPTY.contains(name), ends, LIMITS));
            }
        }
        known.put("li", new Element("li", true, false, Set.of("li"), LIMITS));
        known.put("dd", new Element("dd", true, false, TERM, LIMITS));
        known.put("dt", new Element("dt", true, false, TERM, LIMITS));
        known.put("option", new Element("option", true, false, Set.of("option"), LIMITS));
        known.put("td", new Element("td", true, false, CELL, Set.of("table")));
        known.put("th", new Element("th", true, false, CELL, Set.of("table")));
        known.put("tr", new Element("tr", true, false, Set.of("tr"), Set.of("table")));
        return known;
    }

    /** That of a name in lower case. */
    static Element of(String name) {
        Element known = KNOWN.get(name);
        return known == null ? new Element(name) : known;
    }
}
