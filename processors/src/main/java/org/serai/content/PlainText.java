package org.serai.content;

/** Gathers text; any white space becomes one space, and what is not seen is left out. */
final class PlainText {

    private final StringBuilder out;

    PlainText(int expected) {
        out = new StringBuilder(expected);
    }

    void append(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            append(text.charAt(i));
        }
    }

    void append(char c) {
        if (c <= ' ' || c > '~' && (Character.isSpaceChar(c) || c == 0x85)) {
            space();
        } else if (c <= '~' || visible(c)) {
            out.append(c);
        }
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

    /** Zero-width characters, soft hyphens and marks of direction are not, nor are control characters. */
    private static boolean visible(char c) {
        int type = Character.getType(c);
        return type != Character.FORMAT && type != Character.CONTROL;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
