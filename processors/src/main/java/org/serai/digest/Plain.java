package org.serai.digest;

/** Texts that senders wrote, as a user may see them: in one line, cut, and with nothing that turns the line around (Unicode UAX 9). */
public final class Plain {

    private static final char ELLIPSIS = '…';

    private Plain() {}

    /**
     * Without control characters, line ends, marks of direction, and halves of characters.
     *
     * @param most characters of it
     */
    public static String line(String text, int most) {
        var out = new StringBuilder();
        boolean blank = false;
        int count = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isBlank(c)) {
                blank = !out.isEmpty();
                continue;
            }
            if (isUnseen(c)) {
                continue;
            }
            if (count >= most) {
                return out.append(ELLIPSIS).toString();
            }
            if (blank) {
                out.append(' ');
                count++;
                blank = false;
            }
            out.appendCodePoint(c);
            count++;
        }
        return out.toString();
    }

    private static boolean isBlank(int c) {
        return c < ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Cf has the marks and isolates of direction, and characters without width; lone halves of a pair are no characters. */
    private static boolean isUnseen(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE;
    }
}
