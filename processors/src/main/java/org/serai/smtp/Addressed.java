package org.serai.smtp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.PathException;
import org.serai.mail.PathParser;
import org.serai.mail.Reply;

/**
 * What MAIL or RCPT says (RFC 5321 section 4.1.2, RFC 1870, RFC 6152, RFC 6531).
 *
 * @param parameters those of MAIL; RCPT has none here
 */
record Addressed(Path path, MailParameters parameters) {

    /**
     * Reads MAIL.
     *
     * @param maxSize octets; a SIZE above it is refused
     */
    static Addressed sender(Command command, long maxSize) throws Refusal {
        try {
            PathParser.Parsed parsed = PathParser.reverse(command.after("FROM:"), true);
            MailParameters parameters = parameters(parsed.rest(), maxSize);
            if (!parameters.utf8()) {
                PathParser.reverse(parsed.path().toString(), false);
            }
            return new Addressed(parsed.path(), parameters);
        } catch (PathException e) {
            throw refusal(e);
        }
    }

    /** Reads RCPT. */
    static Addressed recipient(Command command, boolean utf8) throws Refusal {
        try {
            PathParser.Parsed parsed = PathParser.forward(command.after("TO:"), utf8);
            if (!words(parsed.rest()).isEmpty()) {
                throw unknown();
            }
            return new Addressed(parsed.path(), MailParameters.NONE);
        } catch (PathException e) {
            throw refusal(e);
        }
    }

    private static MailParameters parameters(String text, long maxSize) throws Refusal {
        var seen = new HashSet<String>();
        long size = 0;
        boolean eightBit = false;
        boolean utf8 = false;
        for (String parameter : words(text)) {
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!seen.add(name)) {
                throw new Refusal(501, "5.5.4", "A parameter is given twice");
            }
            switch (name) {
                case "SIZE" -> size = size(value, maxSize);
                case "BODY" -> eightBit = body(value);
                case "SMTPUTF8" -> {
                    if (equals >= 0) {
                        throw new Refusal(501, "5.5.4", "SMTPUTF8 takes no value");
                    }
                    utf8 = true;
                }
                default -> throw unknown();
            }
        }
        return new MailParameters(size, eightBit, utf8);
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        int at = 0;
        while (at < text.length()) {
            int space = text.indexOf(' ', at);
            int end = space < 0 ? text.length() : space;
            if (end > at) {
                words.add(text.substring(at, end));
            }
            at = end + 1;
        }
        return words;
    }

    private static long size(String value, long maxSize) throws Refusal {
        long size = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new Refusal(501, "5.5.4", "SIZE must be a number");
            }
            // Saturates: whatever does not fit into a long is above every limit.
            size = size > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : size * 10 + digit;
        }
        if (value.isEmpty()) {
            throw new Refusal(501, "5.5.4", "SIZE must be a number");
        }
        if (size > maxSize) {
            throw new Refusal(tooLarge(maxSize));
        }
        return size;
    }

    private static boolean body(String value) throws Refusal {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> false;
            case "8BITMIME" -> true;
            default -> throw new Refusal(501, "5.5.4", "BODY must be 7BIT or 8BITMIME");
        };
    }

    private static Refusal unknown() {
        return new Refusal(555, "5.5.4", "Parameter not supported");
    }

    static Reply tooLarge(long maxSize) {
        return Reply.of(552, "5.3.4", "Message larger than " + maxSize + " octets");
    }

    private static Refusal refusal(PathException e) {
        return new Refusal(e.status().equals("6.7") ? 553 : 501, "5." + e.status(), e.reason());
    }
}
