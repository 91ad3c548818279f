package org.serai.identity.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Text with macros, read once (RFC 7208 section 7).
 *
 * @param parts in order
 */
record MacroString(List<Part> parts) {

    /** No expansion grows beyond this; a name has 253 octets, a reply 512. */
    private static final int MAX_EXPANDED = 8192;

    private static final String ANYWHERE = "slodipvh";
    private static final String IN_EXPLANATIONS = "crt";
    private static final String DELIMITERS = ".-+,/_=";
    private static final String UNRESERVED = "-._~";
    private static final int MAX_KEEP = 999;

    /** A piece of it. */
    sealed interface Part {}

    /** Stands for itself. */
    record Literal(String text) implements Part {}

    /**
     * Stands for a value of the evaluation.
     *
     * @param letter in lower case
     * @param escape written in upper case: the value is escaped as in a URL
     * @param keep so many parts from the right; 0: all
     * @param delimiters between parts
     */
    record Macro(char letter, boolean escape, int keep, boolean reverse, String delimiters) implements Part {

        String expand(String value) {
            String changed = keep == 0 && !reverse && delimiters.equals(".") ? value : transformed(value);
            return escape ? escaped(changed) : changed;
        }

        private String transformed(String value) {
            var pieces = new ArrayList<String>();
            int from = 0;
            for (int i = 0; i <= value.length(); i++) {
                if (i == value.length() || delimiters.indexOf(value.charAt(i)) >= 0) {
                    pieces.add(value.substring(from, i));
                    from = i + 1;
                }
            }
            if (reverse) {
                Collections.reverse(pieces);
            }
            int skip = keep == 0 ? 0 : Math.max(0, pieces.size() - keep);
            return String.join(".", pieces.subList(skip, pieces.size()));
        }

        private static String escaped(String value) {
            var out = new StringBuilder();
            for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
                if (alphanumeric((char) (octet & 0xff)) || UNRESERVED.indexOf(octet) >= 0) {
                    out.append((char) octet);
                } else {
                    out.append(String.format("%%%02X", octet & 0xff));
                }
            }
            return out.toString();
        }
    }

    MacroString {
        parts = List.copyOf(parts);
    }

    /** A {@code domain-spec}: ends in a macro, or in a dot and a label that may be a top-level domain. */
    static MacroString domain(String text) {
        var parser = new Parser(text, ANYWHERE, false);
        MacroString parsed = parser.parse();
        String end = text.substring(parser.literalFrom);
        if (text.isEmpty() || !end.isEmpty() && !endsInTopLabel(end)) {
            throw SpfError.permanent("no domain");
        }
        return parsed;
    }

    /** A {@code macro-string}: the value of a modifier that nobody knows. */
    static MacroString value(String text) {
        return new Parser(text, ANYWHERE + IN_EXPLANATIONS, false).parse();
    }

    /** An {@code explain-string}. */
    static MacroString explanation(String text) {
        return new Parser(text, ANYWHERE + IN_EXPLANATIONS, true).parse();
    }

    boolean uses(String letters) {
        return parts.stream().anyMatch(part -> part instanceof Macro macro && letters.indexOf(macro.letter()) >= 0);
    }

    /** With the value of each letter in its place. */
    String expand(Function<Character, String> values) {
        var out = new StringBuilder();
        for (Part part : parts) {
            out.append(
                    part instanceof Macro macro ? macro.expand(values.apply(macro.letter())) : ((Literal) part).text());
            if (out.length() > MAX_EXPANDED) {
                throw SpfError.permanent("macros expand to more than " + MAX_EXPANDED + " characters");
            }
        }
        return out.toString();
    }

    private static boolean endsInTopLabel(String literal) {
        int end = literal.endsWith(".") ? literal.length() - 1 : literal.length();
        int dot = literal.lastIndexOf('.', end - 1);
        if (dot < 0 || dot + 1 == end || literal.charAt(dot + 1) == '-' || literal.charAt(end - 1) == '-') {
            return false;
        }
        boolean digits = true;
        for (int i = dot + 1; i < end; i++) {
            char c = literal.charAt(i);
            if (!alphanumeric(c) && c != '-') {
                return false;
            }
            digits &= c >= '0' && c <= '9';
        }
        return !digits;
    }

    private static boolean alphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static final class Parser {

        private final String text;
        private final String letters;
        private final boolean spaces;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();

        /** Where what follows the last macro begins. */
        private int literalFrom;

        Parser(String text, String letters, boolean spaces) {
            this.text = text;
            this.letters = letters;
            this.spaces = spaces;
        }

        MacroString parse() {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '%') {
                    i = literalFrom = expandable(i + 1);
                    i--;
                } else if (c > ' ' && c <= '~' || spaces && c == ' ') {
                    literal.append(c);
                } else {
                    throw SpfError.permanent("a character that is not allowed");
                }
            }
            endLiteral();
            return new MacroString(parts);
        }

        private void endLiteral() {
            if (!literal.isEmpty()) {
                parts.add(new Literal(literal.toString()));
                literal.setLength(0);
            }
        }

        /** Reads what follows a {@code %}; returns where the rest begins. */
        private int expandable(int at) {
            char c = at < text.length() ? text.charAt(at) : ' ';
            switch (c) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    return macro(at + 1);
                }
                default -> throw SpfError.permanent("% that begins no macro");
            }
            return at + 1;
        }

        private int macro(int at) {
            int close = text.indexOf('}', at);
            if (close <= at) {
                throw SpfError.permanent("a macro without its end");
            }
            char letter = Character.toLowerCase(text.charAt(at));
            if (letters.indexOf(letter) < 0) {
                throw SpfError.permanent("an unknown macro");
            }
            int i = at + 1;
            int keep = 0;
            for (; Character.digit(text.charAt(i), 10) >= 0; i++) {
                keep = Math.min(MAX_KEEP, keep * 10 + Character.digit(text.charAt(i), 10));
            }
            if (keep == 0 && i > at + 1) {
                throw SpfError.permanent("a macro that keeps nothing");
            }
            boolean reverse = Character.toLowerCase(text.charAt(i)) == 'r';
            int delimiters = reverse ? i + 1 : i;
            for (i = delimiters; i < close; i++) {
                if (DELIMITERS.indexOf(text.charAt(i)) < 0) {
                    throw SpfError.permanent("an unknown macro");
                }
            }
            endLiteral();
            parts.add(new Macro(
                    letter,
                    Character.isUpperCase(text.charAt(at)),
                    keep,
                    reverse,
                    delimiters == close ? "." : text.substring(delimiters, close)));
            return close + 1;
        }
    }
}
