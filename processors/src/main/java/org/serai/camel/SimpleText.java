package org.serai.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a text in {@code simple} asks. A policy asks the mail, the variables of its exchange and its failure; Camel's language knows functions that
 * reach beans, classes, the environment and Camel itself as well, and it has other ways to get there from a mail.
 */
final class SimpleText {

    private static final List<String> OPENINGS = List.of("${", "$simple{");

    private static final String BODY = "body";
    private static final String VARIABLE = "variable";

    private static final Set<String> FUNCTIONS =
            Set.of(BODY, VARIABLE, "headers", "exception", "routeId", "stepId", "date");

    /** Names on a path that lead from what may be asked to what may not. */
    private static final Set<String> LEADING_OUT = Set.of(
            "class",
            "getclass",
            "classloader",
            "getclassloader",
            "context",
            "getcontext",
            "camelcontext",
            "getcamelcontext",
            "exchange",
            "getexchange");

    /** A block before the text that sets variables. */
    private static final String INIT = "$init{";

    /** Regular expressions of Java, which a stranger's text may keep busy for ever. */
    private static final List<String> SEARCHING =
            List.of(" regex ", " !regex ", ".matches(", ".replaceAll(", ".replaceFirst(", ".split(");

    private SimpleText() {}

    /** It would do so when it is but tried. */
    static boolean reachesBeyond(String text) {
        if (text.contains(INIT)) {
            return true;
        }
        return functions(text).stream().anyMatch(SimpleText::isBeyond);
    }

    /** What it asks that a policy may not ask of a mail or a variable, in words; empty: nothing. */
    static List<String> unknown(String text) {
        return functions(text).stream()
                .map(SimpleText::problem)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> problem(String function) {
        int end = nameEnd(function, 0);
        String name = function.substring(0, end);
        if (name.equals(BODY)) {
            return MailFields.problem(function.substring(end));
        }
        // A variable may hold what was asked of a mail, and so lead to all that lies below it.
        boolean plain =
                !name.equals(VARIABLE) || function.startsWith(".", end) && isVariable(function.substring(end + 1));
        return plain ? Optional.empty() : Optional.of("a variable has a name and nothing below it: variable.seen");
    }

    private static boolean isVariable(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c == '-' || Character.isJavaIdentifierPart(c));
    }

    /** What stands between the braces of each function; where there is another one in it, as far as that one goes. */
    private static List<String> functions(String text) {
        var out = new ArrayList<String>();
        for (String opening : OPENINGS) {
            for (int at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
                int from = at + opening.length();
                int end = text.indexOf('}', from);
                out.add(text.substring(from, end < 0 ? text.length() : end));
            }
        }
        return out;
    }

    private static boolean isBeyond(String function) {
        int end = nameEnd(function, 0);
        if (!FUNCTIONS.contains(function.substring(0, end))) {
            return true;
        }
        char quote = 0;
        for (int at = end; at < function.length(); at++) {
            char c = function.charAt(at);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (Character.isJavaIdentifierStart(c)) {
                end = nameEnd(function, at);
                if (LEADING_OUT.contains(function.substring(at, end).toLowerCase(Locale.ROOT))) {
                    return true;
                }
                at = end - 1;
            }
        }
        return false;
    }

    static int nameEnd(String text, int from) {
        int end = from;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** It has a regular expression. */
    static boolean searches(String text) {
        var even = new StringBuilder();
        text.chars().forEach(c -> even.append(Character.isWhitespace(c) ? ' ' : (char) c));
        String said = even.toString();
        return SEARCHING.stream().anyMatch(said::contains);
    }
}
