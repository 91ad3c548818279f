package org.serai.filter.patterns;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a pattern by reading it: literals, one of which stands in every text that it matches, how long such a
 * text can be, and how large RE2/J's program for it will be. RE2/J tells nothing of these, and would run out of memory on
 * {@code ((a{1000}){1000}){1000}}.
 *
 * <p>Reads RE2's syntax. What RE2/J will refuse may be read wrongly.
 *
 * @param literals folded by {@link Prefilter#fold}; empty where none are known that are long enough to be rare
 * @param length of the longest match in chars at most; {@link #UNBOUNDED} or more: no limit is known
 * @param size about the number of instructions
 */
record Shape(Set<String> literals, int length, int size) {

    static final int UNBOUNDED = 1 << 20;

    private static final int MIN_LITERAL = 3;
    private static final int MAX_LITERAL = 16;
    /** Strings that a piece of a pattern may stand for before only its parts are looked at. */
    private static final int MAX_EXACT = 16;

    private static final int MAX_LITERALS = 300;
    private static final int MAX_SIZE = Integer.MAX_VALUE;

    static Shape of(String regex) {
        Node node = new Reader(regex).alternation();
        return new Shape(node.best(), node.length, node.size);
    }

    /**
     * A piece of a pattern.
     *
     * @param exact all that it matches; null where that is unknown or too much
     * @param any literals, one of which is in all that it matches; empty where none are known
     */
    private record Node(@Nullable Set<String> exact, Set<String> any, int length, int size) {

        static final Node NOTHING = new Node(Set.of(""), Set.of(), 0, 1);
        /** A character, which may be two chars. */
        static final Node UNKNOWN = new Node(null, Set.of(), 2, 1);

        static Node of(char c) {
            return Character.isSurrogate(c)
                    ? UNKNOWN
                    : new Node(Set.of(String.valueOf(Prefilter.fold(c))), Set.of(), 1, 1);
        }

        Set<String> best() {
            return exact == null ? any : better(exact, any);
        }

        Node then(Node next) {
            Set<String> joined = exact == null || next.exact == null ? null : joined(exact, next.exact);
            Set<String> some = joined == null ? better(best(), next.best()) : better(any, next.any);
            return new Node(joined, some, limited((long) length + next.length), added(size, next.size));
        }

        Node or(Node other) {
            Set<String> all = exact == null || other.exact == null ? null : union(exact, other.exact);
            Set<String> mine = best();
            Set<String> others = other.best();
            Set<String> some = mine.isEmpty() || others.isEmpty() ? Set.of() : union(mine, others);
            return new Node(
                    all != null && all.size() <= MAX_EXACT ? all : null,
                    some.size() <= MAX_LITERALS ? some : Set.of(),
                    Math.max(length, other.length),
                    added(size, other.size));
        }

        /** Repeated; {@code most} is -1 where it has no end. */
        Node repeated(int least, int most) {
            int copies = Math.max(1, most < 0 ? least + 1 : most);
            int times = (int) Math.min(MAX_SIZE, (long) size * copies);
            int longest = most >= 0 || length == 0 ? limited((long) length * copies) : UNBOUNDED;
            if (least > 0) {
                return new Node(null, best(), longest, times);
            }
            return new Node(most == 1 ? or(NOTHING).exact : null, Set.of(), longest, times);
        }

        private static int limited(long length) {
            return (int) Math.min(UNBOUNDED, length);
        }

        private static int added(int size, int more) {
            return (int) Math.min(MAX_SIZE, (long) size + more);
        }

        private static @Nullable Set<String> joined(Set<String> left, Set<String> right) {
            if (left.size() * right.size() > MAX_EXACT) {
                return null;
            }
            var out = new HashSet<String>();
            for (String head : left) {
                for (String tail : right) {
                    if (head.length() + tail.length() > MAX_LITERAL) {
                        return null;
                    }
                    out.add(head + tail);
                }
            }
            return out;
        }

        private static Set<String> union(Set<String> some, Set<String> more) {
            var out = new HashSet<>(some);
            out.addAll(more);
            return out;
        }

        /** The set whose shortest literal is longer; the first where they are equal. */
        private static Set<String> better(Set<String> some, Set<String> others) {
            Set<String> best = shortest(others) > shortest(some) ? others : some;
            return shortest(best) < MIN_LITERAL ? Set.of() : best;
        }

        private static int shortest(Set<String> literals) {
            return literals.stream().mapToInt(String::length).min().orElse(0);
        }
    }

    private static final class Reader {

        private static final int MAX_CLASS = 5;

        private final String regex;
        private int at;

        Reader(String regex) {
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
                if (longer.exact == null) {
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
            return new Node(inner.exact, inner.any, inner.length, Node.added(inner.size, 2));
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
            return new Node(null, Set.of(), UNBOUNDED, Math.max(1, at - from));
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
            return plain && all != null && all.exact != null && all.exact.size() <= MAX_CLASS
                    ? new Node(all.exact, Set.of(), 1, 1)
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
}
