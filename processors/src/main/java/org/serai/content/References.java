package org.serai.content;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Character references of HTML, {@code &amp;} and {@code &#x2F;}, as browsers read them (WHATWG HTML section 13.2.5.72 and on). */
final class References {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final int REPLACEMENT = 0xfffd;

    private final String html;
    private String characters = "";
    private int end;

    References(String html) {
        this.html = html;
    }

    /**
     * True when a reference begins there: then {@link #characters} is what it stands for, and {@link #end} where it ends.
     *
     * @param inAttribute {@code &lt=} and {@code &lta} are none there
     */
    boolean at(int start, int limit, boolean inAttribute) {
        int from = start + 1;
        return from < limit && html.charAt(from) == '#' ? number(from + 1, limit) : name(from, limit, inAttribute);
    }

    /** One character, but for a few names. */
    String characters() {
        return characters;
    }

    /** The first of the characters. */
    int codePoint() {
        return characters.codePointAt(0);
    }

    int end() {
        return end;
    }

    /** The value of an attribute. */
    String text(int from, int to) {
        String written = html.substring(from, to);
        if (written.indexOf('&') < 0) {
            return written;
        }
        var out = new StringBuilder(to - from);
        for (int i = from; i < to; ) {
            if (html.charAt(i) == '&' && at(i, to, true)) {
                out.append(characters);
                i = end;
            } else {
                out.append(html.charAt(i++));
            }
        }
        return out.toString();
    }

    /** With any number of zeros in front; what is no character is U+FFFD. */
    private boolean number(int start, int limit) {
        boolean hex = start < limit && (html.charAt(start) == 'x' || html.charAt(start) == 'X');
        int from = hex ? start + 1 : start;
        int value = 0;
        int at = from;
        for (; at < limit; at++) {
            int digit = html.charAt(at) < 128 ? Character.digit(html.charAt(at), hex ? 16 : 10) : -1;
            if (digit < 0) {
                break;
            }
            value = Math.min(Character.MAX_CODE_POINT + 1, value * (hex ? 16 : 10) + digit);
        }
        if (at == from) {
            return false;
        }
        end = at < limit && html.charAt(at) == ';' ? at + 1 : at;
        characters = character(value);
        return true;
    }

    private static String character(int value) {
        if (value >= 0x80 && value <= 0x9f) {
            String said = new String(new byte[] {(byte) value}, WINDOWS_1252);
            return said.codePointAt(0) == REPLACEMENT ? Character.toString(value) : said;
        }
        boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
        return Character.toString(value == 0 || surrogate || value > Character.MAX_CODE_POINT ? REPLACEMENT : value);
    }

    /** The longest that begins there. */
    private boolean name(int from, int limit, boolean inAttribute) {
        int to = from;
        while (to < limit && to - from < CharacterNames.LONGEST && alphanumeric(html.charAt(to))) {
            to++;
        }
        if (to < limit && html.charAt(to) == ';' && known(from, to + 1)) {
            return true;
        }
        for (int at = Math.min(to, from + CharacterNames.LONGEST_OLD); at >= from + 2; at--) {
            boolean goesOn = at < limit && (html.charAt(at) == '=' || alphanumeric(html.charAt(at)));
            if (!(inAttribute && goesOn) && known(from, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean known(int from, int to) {
        @Nullable String found = CharacterNames.characters(html.substring(from, to));
        if (found == null) {
            return false;
        }
        characters = found;
        end = to;
        return true;
    }

    private static boolean alphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
