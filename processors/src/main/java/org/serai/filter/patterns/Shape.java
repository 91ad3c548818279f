package org.serai.filter.patterns;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a pattern by reading it: literals, one of which stands in every text that it matches, how long such a
 * text can be, and how large RE2/J's program for it will be. RE2/J tells nothing of these, and would run out of memory on
 * {@code ((a{1000}){1000}){1000}}.
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
        Node node = new ShapeReader(regex).alternation();
        return new Shape(node.best(), node.length, node.size);
    }

    /**
     * A piece of a pattern.
     *
     * @param exact all that it matches; null where that is unknown or too much
     * @param any literals, one of which is in all that it matches; empty where none are known
     */
    record Node(@Nullable Set<String> exact, Set<String> any, int length, int size) {

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

        static int added(int size, int more) {
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
}
