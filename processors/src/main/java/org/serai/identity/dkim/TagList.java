package org.serai.identity.dkim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of {@code tag=value} separated by semicolons (RFC 6376 section 3.2), each tag at most once. */
public final class TagList {

    private final Map<String, String> tags = new LinkedHashMap<>();

    private TagList() {}

    /** Reads it; null when it is none. Values are without the white space around them, not decoded. */
    public static @Nullable TagList parse(String text) {
        var out = new TagList();
        int at = 0;
        while (true) {
            int nameFrom = skip(text, at);
            if (nameFrom == text.length()) {
                return out.tags.isEmpty() ? null : out;
            }
            int nameTo = nameFrom;
            while (nameTo < text.length() && nameCharacter(text.charAt(nameTo), nameTo == nameFrom)) {
                nameTo++;
            }
            int equals = skip(text, nameTo);
            if (nameTo == nameFrom || equals == text.length() || text.charAt(equals) != '=') {
                return null;
            }
            int semicolon = text.indexOf(';', equals);
            int end = semicolon < 0 ? text.length() : semicolon;
            String value = value(text, equals + 1, end);
            if (value == null || out.tags.put(text.substring(nameFrom, nameTo), value) != null) {
                return null;
            }
            at = Math.min(end + 1, text.length());
        }
    }

    public @Nullable String get(String tag) {
        return tags.get(tag);
    }

    /** The name of the tag that stands first. */
    String first() {
        return tags.keySet().iterator().next();
    }

    /** The members of a value that is a list separated by colons, without white space around them. */
    static List<String> members(String value) {
        var out = new ArrayList<String>();
        int from = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == ':') {
                out.add(value.substring(from, i).strip());
                from = i + 1;
            }
        }
        return out;
    }

    private static @Nullable String value(String text, int from, int end) {
        int start = skip(text, from);
        int to = end;
        while (to > start && blank(text.charAt(to - 1))) {
            to--;
        }
        for (int i = start; i < to; i++) {
            char c = text.charAt(i);
            if (c < ' ' && !blank(c) || c == 0x7f) {
                return null;
            }
        }
        return start < to ? text.substring(start, to) : "";
    }

    private static int skip(String text, int from) {
        int i = from;
        while (i < text.length() && blank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean nameCharacter(char c, boolean first) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && (c >= '0' && c <= '9' || c == '_');
    }
}
