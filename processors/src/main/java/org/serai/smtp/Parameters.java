package org.serai.smtp;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code KEYWORD=value} words behind the address of MAIL or RCPT (RFC 5321 section 4.1.2).
 *
 * @param values by keyword in upper case; empty where it has none
 */
record Parameters(Map<String, String> values) {

    static Parameters of(String text) throws Refusal {
        var values = new HashMap<String, String>();
        int at = 0;
        while (at < text.length()) {
            int space = text.indexOf(' ', at);
            int end = space < 0 ? text.length() : space;
            if (end > at) {
                String word = text.substring(at, end);
                int equals = word.indexOf('=');
                String said = equals < 0 ? word : word.substring(0, equals);
                if (said.chars().anyMatch(c -> c > '~')) {
                    throw unknown();
                }
                String name = said.toUpperCase(Locale.ROOT);
                if (equals == word.length() - 1) {
                    throw new Refusal(501, "5.5.4", "A parameter has = and no value");
                }
                if (values.put(name, equals < 0 ? "" : word.substring(equals + 1)) != null) {
                    throw new Refusal(501, "5.5.4", "A parameter is given twice");
                }
            }
            at = end + 1;
        }
        return new Parameters(values);
    }

    @Nullable
    String value(String name) {
        return values.get(name);
    }

    void refuseOthers(String... known) throws Refusal {
        if (!List.of(known).containsAll(values.keySet())) {
            throw unknown();
        }
    }

    static Refusal unknown() {
        return new Refusal(555, "5.5.4", "Parameter not supported");
    }

    /** Decimal digits and nothing else; -1 where it is no number, the largest long for whatever is above that. */
    static long number(String text) {
        long number = text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
        }
        return number;
    }
}
