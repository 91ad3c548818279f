package org.serai.learn;

import java.util.List;
import java.util.Locale;
import org.serai.content.TextPart;

/**
 * How HTML is written: which elements, attributes and values follow each other, three at a time. Programs and templates have habits of
 * their own, whatever the text says and in whichever language.
 */
final class Markup {

    /** More are not looked at. */
    private static final int MOST = 3000;

    /** Longer ones are codes and addresses: their shape is looked at. */
    private static final int LONGEST = 14;

    private static final int MAX_SHAPE = 24;

    private Markup() {}

    /** Hashes of the different sequences. */
    static int[] of(List<TextPart> texts) {
        var out = new Distinct(64);
        for (TextPart text : texts) {
            sequences(text.markup(), out);
        }
        return out.toInts();
    }

    private static void sequences(String markup, Distinct out) {
        long before = 1;
        long last = 2;
        int end = markup.length();
        for (int from = 0; from < end && out.size() < MOST; ) {
            int to = from;
            while (to < end && !between(markup.charAt(to))) {
                to++;
            }
            if (to > from) {
                long next = hash(markup, from, to);
                out.add((int) Hash.of(Hash.of(before, last), next));
                before = last;
                last = next;
            }
            from = to + 1;
        }
    }

    private static boolean between(char c) {
        return switch (c) {
            case ' ', '\t', '\r', '\n', '"', '\'', '=', ';' -> true;
            default -> false;
        };
    }

    private static long hash(String markup, int from, int to) {
        if (to - from > LONGEST) {
            String shape = Traits.shape(markup.substring(from, to), MAX_SHAPE);
            return Hash.of(shape.toLowerCase(Locale.ROOT));
        }
        return Hash.ofLowerCase(markup, from, to);
    }
}
