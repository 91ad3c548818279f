package org.serai.config;

/** Text that others have written, for a line of a log or of a terminal: controls and invisible marks are escaped, as in {@code \\u001b}. */
public final class Plain {

    private Plain() {}

    /** All of it. */
    public static String text(String said) {
        return text(said, Integer.MAX_VALUE);
    }

    /** As much of it as fits into some {@code most} characters. */
    public static String text(String said, int most) {
        var out = new StringBuilder(Math.min(said.length(), most));
        int c;
        for (int at = 0; at < said.length() && out.length() < most; at += Character.charCount(c)) {
            c = said.codePointAt(at);
            if (isHidden(c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    /** Such as ESC, by which a terminal is led, a new line, by which another entry is feigned, or what turns the direction of text. */
    private static boolean isHidden(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
