package org.serai.content;

import java.util.Locale;
import java.util.Map;

/** Colours of HTML and CSS, as {@code 0xrrggbb}. */
final class Colours {

    /** One that we cannot read. */
    static final int UNKNOWN = -1;

    static final int TRANSPARENT = -2;

    /** Of links. */
    static final int LINK = 0x0000ee;

    /** By how much two may differ in red, green and blue together and still be one to a reader: {@code #f0f0f0} on white. */
    private static final int ALIKE = 48;

    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("white", 0xffffff),
            Map.entry("black", 0x000000),
            Map.entry("red", 0xff0000),
            Map.entry("green", 0x008000),
            Map.entry("blue", 0x0000ff),
            Map.entry("yellow", 0xffff00),
            Map.entry("gray", 0x808080),
            Map.entry("grey", 0x808080),
            Map.entry("silver", 0xc0c0c0),
            Map.entry("lime", 0x00ff00),
            Map.entry("navy", 0x000080),
            Map.entry("maroon", 0x800000),
            Map.entry("purple", 0x800080),
            Map.entry("teal", 0x008080),
            Map.entry("olive", 0x808000),
            Map.entry("aqua", 0x00ffff),
            Map.entry("cyan", 0x00ffff),
            Map.entry("fuchsia", 0xff00ff),
            Map.entry("magenta", 0xff00ff),
            Map.entry("orange", 0xffa500),
            Map.entry("snow", 0xfffafa),
            Map.entry("ivory", 0xfffff0),
            Map.entry("ghostwhite", 0xf8f8ff),
            Map.entry("floralwhite", 0xfffaf0),
            Map.entry("whitesmoke", 0xf5f5f5),
            Map.entry("transparent", TRANSPARENT),
            Map.entry("none", TRANSPARENT));

    private Colours() {}

    /** The colour that a value begins with. */
    static int of(String value) {
        String text = value.toLowerCase(Locale.ROOT).strip();
        if (text.startsWith("rgb")) {
            return function(text);
        }
        int from = text.startsWith("#") ? 1 : 0;
        int end = from;
        while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
            end++;
        }
        boolean whole = end == text.length() || !Character.isLetter(text.charAt(end));
        int digits = end - from;
        if (whole && (from == 1 || digits == 6) && digits >= 3 && digits <= 8 && digits != 5 && digits != 7) {
            return hex(text.substring(from, end));
        }
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return NAMES.getOrDefault(text.substring(0, end), UNKNOWN);
    }

    private static int hex(String digits) {
        boolean small = digits.length() < 6;
        int width = small ? 1 : 2;
        int colour = 0;
        for (int i = 0; i < 3; i++) {
            int part = Integer.parseInt(digits, i * width, (i + 1) * width, 16);
            colour = colour << 8 | (small ? part * 17 : part);
        }
        boolean alpha = digits.length() == 4 * width;
        return alpha && Integer.parseInt(digits, 3 * width, 4 * width, 16) == 0 ? TRANSPARENT : colour;
    }

    /** {@code rgb(1, 2, 3)} and {@code rgba(1 2 3 / 0)}. */
    private static int function(String text) {
        int[] parts = {0, 0, 0, 255};
        int n = 0;
        int i = text.indexOf('(') + 1;
        while (i > 0 && i < text.length() && text.charAt(i) != ')' && n < parts.length) {
            int end = i;
            boolean zero = true;
            int value = 0;
            while (end < text.length() && (Character.digit(text.charAt(end), 10) >= 0 || text.charAt(end) == '.')) {
                int digit = text.charAt(end) == '.' ? 0 : Character.digit(text.charAt(end), 10);
                zero &= digit == 0;
                value = Math.min(value * 10 + digit, 9999);
                end++;
            }
            if (end == i) {
                i++;
                continue;
            }
            parts[n] = n == 3 ? zero ? 0 : 255 : Math.min(value, 255);
            n++;
            i = end;
        }
        boolean readable = n >= 3 && text.indexOf('%') < 0;
        return !readable ? UNKNOWN : parts[3] == 0 ? TRANSPARENT : parts[0] << 16 | parts[1] << 8 | parts[2];
    }

    static boolean alike(int one, int other) {
        return one >= 0
                && other >= 0
                && Math.abs((one >> 16) - (other >> 16))
                                + Math.abs((one >> 8 & 255) - (other >> 8 & 255))
                                + Math.abs((one & 255) - (other & 255))
                        <= ALIKE;
    }
}
