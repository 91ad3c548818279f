package org.serai.mail;

import java.net.IDN;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A domain name in the one form in which names are compared: A-labels, lower case, no dot at the end.
 *
 * @param ascii labels of 1–63 octets from a–z, 0–9, hyphen and underscore, at most 253 octets in all (RFC 1035 section 2.3.4)
 */
public record DomainName(String ascii) {

    private static final int MAX_LENGTH = 253;
    private static final int MAX_LABEL = 63;

    /**
     * Names that never lead to a host of the public Internet: RFC 6761, 6762 (local), 7686 (onion), 8375 (home.arpa), 9476
     * (alt), ICANN (internal), and what Unix hosts without a name call themselves. Not {@code example}: harmless.
     */
    private static final Set<String> SPECIAL =
            Set.of("localhost", "local", "localdomain", "invalid", "test", "onion", "alt", "internal", "home.arpa");

    /**
     * Reads a name written in ASCII or Unicode; null when it is none.
     *
     * <p>A U-label that does not survive the way to its A-label and back is no name here: IDNA 2003, which Java has, and
     * IDNA 2008, which the backend may have, lead {@code ß}, full-width letters and the like to different domains.
     */
    public static @Nullable DomainName of(String text) {
        if (text.length() > MAX_LENGTH + 1) {
            return null;
        }
        String name = (text.endsWith(".") ? text.substring(0, text.length() - 1) : text).toLowerCase(Locale.ROOT);
        String ascii = isAscii(name) ? name : aLabels(name);
        return ascii != null && wellFormed(ascii) ? new DomainName(ascii) : null;
    }

    /** True when it has more than one label. */
    public boolean qualified() {
        return ascii.indexOf('.') >= 0;
    }

    /** True for a special-use name, or one below it. */
    public boolean specialUse() {
        int last = ascii.lastIndexOf('.');
        return SPECIAL.contains(ascii.substring(last + 1))
                || SPECIAL.contains(ascii.substring(ascii.lastIndexOf('.', last - 1) + 1));
    }

    /** True when each label begins and ends with a letter or digit and holds no underscore (RFC 1123 section 2.1). */
    public boolean hostName() {
        boolean start = true;
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            boolean end = i + 1 == ascii.length() || ascii.charAt(i + 1) == '.';
            if (c == '_' || c == '-' && (start || end)) {
                return false;
            }
            start = c == '.';
        }
        return true;
    }

    private static @Nullable String aLabels(String name) {
        try {
            String ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
            return IDN.toUnicode(ascii).equals(name) ? ascii : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 126) {
                return false;
            }
        }
        return true;
    }

    private static boolean wellFormed(String ascii) {
        int label = 0;
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
                if (++label > MAX_LABEL) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return label > 0 && ascii.length() <= MAX_LENGTH;
    }

    @Override
    public String toString() {
        return ascii;
    }
}
