package org.serai.smtp;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The values by which a sender asks for delivery status notifications (RFC 3461 section 4). Each method returns the value
 * as it goes on, or refuses it with 501.
 */
final class Dsn {

    /** RFC 3461 section 4.2; also as long as an AUTH parameter may be (RFC 4954 section 5). */
    static final int MAX_ADDRESS = 500;

    private static final int MAX_ENVELOPE_ID = 100;
    private static final Set<String> EVENTS = Set.of("SUCCESS", "FAILURE", "DELAY");

    private Dsn() {}

    /** RET: how much of the message comes back. */
    static String ret(String value) throws Refusal {
        String upper = value.toUpperCase(Locale.ROOT);
        if (!upper.equals("FULL") && !upper.equals("HDRS")) {
            throw wrong("RET must be FULL or HDRS");
        }
        return upper;
    }

    /** ENVID: the sender's name for the transaction. */
    static String envelopeId(String value) throws Refusal {
        if (!isXtext(value, MAX_ENVELOPE_ID)) {
            throw wrong("ENVID must be xtext of at most 100 characters");
        }
        return value;
    }

    /** NOTIFY: {@code NEVER}, or when. */
    static String notify(String value) throws Refusal {
        String upper = value.toUpperCase(Locale.ROOT);
        if (upper.equals("NEVER")) {
            return upper;
        }
        var seen = new HashSet<String>();
        for (String event : List.of(upper.split(",", -1))) {
            if (!EVENTS.contains(event) || !seen.add(event)) {
                throw wrong("NOTIFY must be NEVER, or a list of SUCCESS, FAILURE and DELAY");
            }
        }
        return upper;
    }

    /**
     * ORCPT: the address that the recipient had first.
     *
     * @param utf8 its type utf-8 may hold what is not ASCII (RFC 6533 section 3)
     */
    static String originalRecipient(String value, boolean utf8) throws Refusal {
        int semicolon = value.indexOf(';');
        String type = semicolon < 0 ? "" : value.substring(0, semicolon);
        boolean international = utf8 && type.equalsIgnoreCase("utf-8");
        if (!isAtom(type)
                || semicolon == value.length() - 1
                || !isXtext(value.substring(semicolon + 1), MAX_ADDRESS - type.length() - 1, international)) {
            throw wrong("ORCPT must be type;address, the address as xtext");
        }
        return value;
    }

    static boolean isXtext(String value, int max) {
        return isXtext(value, max, false);
    }

    private static boolean isXtext(String value, int max, boolean international) {
        if (value.length() > max) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '+') {
                if (!isHex(value, i + 1) || !isHex(value, i + 2)) {
                    return false;
                }
                i += 2;
            } else if (c == '=' || c <= ' ' || (c > '~' && !(international && c > 0x9f))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(String text, int at) {
        return at < text.length() && "0123456789ABCDEF".indexOf(text.charAt(at)) >= 0;
    }

    private static boolean isAtom(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~' && "()<>@,;:\\\".[]=+".indexOf(c) < 0);
    }

    private static Refusal wrong(String text) {
        return new Refusal(501, "5.5.4", text);
    }
}
