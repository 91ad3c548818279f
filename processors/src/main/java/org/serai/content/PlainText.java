package org.serai.content;

/** Gathers text; any white space becomes one space, and what is not seen is left out. */
final class PlainText {

    /** The first half of U+E0000 to U+E03FF, invisible tags and selectors of variants. */
    private static final char TAGS = '\udb40';

    private final StringBuilder out;
    private int invisible;

    /** The last character was {@link #TAGS}. */
    private boolean tag;

    PlainText(int expected) {
        out = new StringBuilder(expected);
    }

    void append(String text, int from, int to) {
        for (int i = from; i < to; ) {
            int end = plainEnd(text, i, to);
            if (end > i) {
                out.append(text, i, end);
                tag = false;
                i = end;
            } else {
                append(text.charAt(i++));
            }
        }
    }

    /** Where no longer each character stays as it is; most of a text does. */
    private static int plainEnd(String text, int from, int to) {
        int i = from;
        boolean space = true;
        while (i < to) {
            char c = text.charAt(i);
            if (c > '~' || c < ' ' || c == ' ' && space) {
                break;
            }
            space = c == ' ';
            i++;
        }
        return i;
    }

    void append(char c) {
        if (c <= ' ' || c > '~' && (Character.isSpaceChar(c) || c == 0x85)) {
            space();
        } else if (c <= '~') {
            out.append(c);
            tag = false;
        } else {
            beyondAscii(c);
        }
    }

    private void beyondAscii(char c) {
        boolean restOfTag = tag && Character.isLowSurrogate(c);
        tag = c == TAGS;
        if (!restOfTag) {
            if (tag || blank(c) || Character.getType(c) == Character.FORMAT) {
                invisible++;
            } else if (Character.getType(c) != Character.CONTROL && !selectsVariant(c)) {
                out.append(c);
            }
        }
    }

    /** Not spaces by their type, but without any shape: joiners, fillers of Hangul. */
    private static boolean blank(char c) {
        return c == 0x34f || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0;
    }

    /** Emoji have them, and nobody hides anything by them. */
    private static boolean selectsVariant(char c) {
        return c >= 0xfe00 && c <= 0xfe0f;
    }

    /** How many characters without width have been left out: zero-width ones, soft hyphens, marks of direction, tags. */
    int invisible() {
        return invisible;
    }

    /** As white space does. */
    void space() {
        int length = out.length();
        if (length > 0 && out.charAt(length - 1) != ' ') {
            out.append(' ');
        }
    }

    int length() {
        return out.length();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
