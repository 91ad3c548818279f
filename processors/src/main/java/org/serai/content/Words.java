package org.serai.content;

/**
 * Splits text into words as UAX #29 says (section 4.1): letters and digits with the marks upon them, with what may stand in the middle
 * of a word ({@code don't}, {@code 3,50}) and with {@code _}. What lies between words is left out. Linear, one pass.
 *
 * <p>Words are made for classifiers, so beyond UAX #29:
 *
 * <ul>
 *   <li>Scripts that put no space between words (Han, kana, Thai, Lao, Khmer, Burmese and their like) give overlapping pairs of characters,
 *       {@code 中文字} becomes {@code 中文} and {@code 文字}; a character that stands alone is a word.
 *   <li>A sign of {@code $€£¥#} just before a word belongs to it, so does {@code !} just behind it and {@code %} behind a digit.
 *   <li>An emoji is a word, with all that is joined to it; so is a flag.
 *   <li>Of a word with more than {@value #MAX} chars these are the word, and the rest is none.
 * </ul>
 */
public final class Words {

    /** The longest word, in chars. */
    public static final int MAX = 40;

    /** Takes words by their places in the text. */
    @FunctionalInterface
    public interface Sink {
        void word(int from, int to);
    }

    private final CharSequence text;
    private final int to;
    private final Sink sink;

    private Words(CharSequence text, int to, Sink sink) {
        this.text = text;
        this.to = to;
        this.sink = sink;
    }

    /** Gives the words between two places of a text to a sink, in their order, as they are written there. */
    public static void split(CharSequence text, int from, int to, Sink sink) {
        new Words(text, to, sink).read(from);
    }

    private void read(int from) {
        for (int i = from; i < to; ) {
            byte kind = kind(i);
            i = switch (kind) {
                case WordKinds.OTHER, WordKinds.EXTEND -> next(i);
                case WordKinds.UNSPACED -> pairs(i);
                case WordKinds.PICTURE -> picture(i);
                case WordKinds.FLAG -> flag(i);
                case WordKinds.SIGN -> i + 1 < to && joins(kind(i + 1)) ? word(i, i + 1) : i + 1;
                default -> joins(kind) ? word(i, i) : next(i);
            };
        }
    }

    /** Reads the word that begins with a letter, a digit or {@code _}, and returns where it ends. */
    private int word(int start, int first) {
        byte last = kind(first);
        boolean says = last != WordKinds.CONNECTOR;
        int end = marked(first);
        while (end < to) {
            byte kind = kind(end);
            if (joins(kind)) {
                says |= kind != WordKinds.CONNECTOR;
                last = kind;
                end = marked(end);
                continue;
            }
            if (kind <= WordKinds.LAST_OUTSIDE) {
                break;
            }
            int behind = marked(end);
            byte next = behind < to ? kind(behind) : WordKinds.OTHER;
            if (WordKinds.holds(last, kind, next)) {
                last = next;
                end = marked(behind);
            } else {
                end = last == WordKinds.HEBREW && kind == WordKinds.APOSTROPHE ? behind : end;
                break;
            }
        }
        if (says) {
            char sign = end < to ? text.charAt(end) : ' ';
            boolean signed = sign == '!' || sign == '%' && last == WordKinds.DIGIT;
            give(start, signed ? end + 1 : end);
            return signed ? end + 1 : end;
        }
        return end;
    }

    private int pairs(int start) {
        int before = start;
        int middle = marked(start);
        boolean alone = true;
        while (middle < to && kind(middle) == WordKinds.UNSPACED) {
            int end = marked(middle);
            give(before, end);
            alone = false;
            before = middle;
            middle = end;
        }
        if (alone) {
            give(start, middle);
        }
        return middle;
    }

    private int picture(int start) {
        int end = marked(start);
        while (end < to && text.charAt(end - 1) == WordKinds.JOINER && kind(end) == WordKinds.PICTURE) {
            end = marked(end);
        }
        give(start, end);
        return end;
    }

    private int flag(int start) {
        int middle = marked(start);
        int end = middle < to && kind(middle) == WordKinds.FLAG ? marked(middle) : middle;
        give(start, end);
        return end;
    }

    private void give(int from, int end) {
        if (end - from <= MAX) {
            sink.word(from, end);
        } else {
            boolean splits = Character.isHighSurrogate(text.charAt(from + MAX - 1));
            sink.word(from, from + MAX - (splits ? 1 : 0));
        }
    }

    private static boolean joins(byte kind) {
        return kind >= WordKinds.CONNECTOR;
    }

    /** Behind this character and the marks upon it. */
    private int marked(int at) {
        int i = next(at);
        while (i < to && text.charAt(i) > '~' && kind(i) == WordKinds.EXTEND) {
            i = next(i);
        }
        return i;
    }

    private int next(int at) {
        return pair(at) ? at + 2 : at + 1;
    }

    private boolean pair(int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < to
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private byte kind(int at) {
        char c = text.charAt(at);
        if (c < 128) {
            return WordKinds.ascii(c);
        }
        return pair(at) ? WordKinds.of(Character.toCodePoint(c, text.charAt(at + 1))) : WordKinds.of(c);
    }
}
