package org.serai.filter.patterns;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.filter.patterns.Shape.Node;

/** Reads the shape of a pattern in RE2's syntax. What RE2/J will refuse may be read wrongly. */
final class ShapeReader {

    private static final int MAX_CLASS = 5;

    private final String regex;
    private int at;

    ShapeReader(String regex) {
        this.regex = regex;
    }

    Node alternation() {
        Node all = concatenation();
        while (skip("|")) {
            all = all.or(concatenation());
        }
        return all;
    }

    private Node concatenation() {
        Node all = Node.NOTHING;
        Node run = Node.NOTHING;
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            Node next = quantified(atom());
            Node longer = run.then(next);
            if (longer.exact() == null) {
                all = all.then(run);
                run = next;
            } else {
                run = longer;
            }
        }
        return all.then(run);
    }

    private Node atom() {
        char c = regex.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> bracketed();
            case '\\' -> at < regex.length() ? escaped(regex.charAt(at++)) : Node.UNKNOWN;
            case '.' -> Node.UNKNOWN;
            case '^', '$' -> Node.NOTHING;
            default -> Node.of(c);
        };
    }

    /** Behind the opening bracket: {@code (…)}, {@code (?P<name>…)}, {@code (?i:…)} or flags alone, {@code (?i)}. */
    private Node group() {
        if (skip("?P<") || skip("?<")) {
            skipPast('>');
        } else if (skip("?")) {
            while (at < regex.length() && ":)".indexOf(regex.charAt(at)) < 0) {
                at++;
            }
            if (skip(")")) {
                return Node.NOTHING;
            }
            at++;
        }
        Node inner = alternation();
        skip(")");
        return new Node(inner.exact(), inner.any(), inner.length(), Node.added(inner.size(), 2));
    }

    private Node escaped(char c) {
        switch (c) {
            case 'A', 'z', 'b', 'B' -> {
                return Node.NOTHING;
            }
            case 'Q' -> {
                return quoted();
            }
            case 'p', 'P' -> {
                if (skip("{")) {
                    skipPast('}');
                } else {
                    at++;
                }
            }
            case 'x' -> {
                if (skip("{")) {
                    skipPast('}');
                } else {
                    at += 2;
                }
            }
            default -> {
                if (c >= '0' && c <= '7') {
                    for (int more = 0; more < 2 && at < regex.length() && octal(regex.charAt(at)); more++) {
                        at++;
                    }
                } else if (!Character.isLetterOrDigit(c)) {
                    return Node.of(c);
                }
            }
        }
        return Node.UNKNOWN;
    }

    /** A quantifier behind {@code \E} belongs to the last character alone, so nothing is told of what is quoted. */
    private Node quoted() {
        int end = regex.indexOf("\\E", at);
        int from = at;
        at = end < 0 ? regex.length() : end + 2;
        return new Node(null, Set.of(), Shape.UNBOUNDED, Math.max(1, at - from));
    }

    /** A class of a few single characters is known, others are not. */
    private Node bracketed() {
        int from = at;
        boolean plain = !skip("^");
        Node all = null;
        while (at < regex.length() && (regex.charAt(at) != ']' || at == from || (!plain && at == from + 1))) {
            char c = regex.charAt(at++);
            if (c == '[' && skip(":")) {
                int end = regex.indexOf(":]", at);
                at = end < 0 ? at : end + 2;
                plain = false;
            } else if (c == '\\' && at < regex.length()) {
                escaped(regex.charAt(at++));
                plain = false;
            } else if (c == '-' && at - 1 > from) {
                plain = false;
            } else {
                all = all == null ? Node.of(c) : all.or(Node.of(c));
            }
        }
        at++;
        return plain && all != null && all.exact() != null && all.exact().size() <= MAX_CLASS
                ? new Node(all.exact(), Set.of(), 1, 1)
                : Node.UNKNOWN;
    }

    private Node quantified(Node atom) {
        Node node = atom;
        while (at < regex.length()) {
            if (skip("*")) {
                node = node.repeated(0, -1);
            } else if (skip("+")) {
                node = node.repeated(1, -1);
            } else if (skip("?")) {
                node = node.repeated(0, 1);
            } else if (regex.charAt(at) == '{') {
                Node counted = counted(node);
                if (counted == null) {
                    return node;
                }
                node = counted;
            } else {
                return node;
            }
            skip("?");
        }
        return node;
    }

    /** {@code {2}}, {@code {2,}} or {@code {2,5}}; anything else in braces stands for itself. */
    private @Nullable Node counted(Node node) {
        int start = at++;
        int least = number();
        boolean comma = skip(",");
        int most = comma ? number() : least;
        if (least < 0 || !skip("}")) {
            at = start;
            return null;
        }
        return node.repeated(least, most);
    }

    private int number() {
        int from = at;
        while (at < regex.length() && at - from < 6 && Character.digit(regex.charAt(at), 10) >= 0) {
            at++;
        }
        return at == from ? -1 : Integer.parseInt(regex.substring(from, at));
    }

    private void skipPast(char c) {
        int end = regex.indexOf(c, at);
        at = end < 0 ? regex.length() : end + 1;
    }

    private boolean skip(String text) {
        boolean there = regex.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    private static boolean octal(char c) {
        return c >= '0' && c <= '7';
    }
}
