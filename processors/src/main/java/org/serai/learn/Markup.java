package org.serai.learn;

import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
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
            long before = 1;
            long last = 2;
            var words = new StringTokenizer(text.markup(), " \t\r\n\"'=;");
            while (words.hasMoreTokens() && out.size() < MOST) {
                String word = words.nextToken();
                String known = word.length() > LONGEST ? Traits.shape(word, MAX_SHAPE) : word;
                long next = Hash.of(known.toLowerCase(Locale.ROOT));
                out.add((int) Hash.of(Hash.of(before, last), next));
                before = last;
                last = next;
            }
        }
        return out.toInts();
    }
}
