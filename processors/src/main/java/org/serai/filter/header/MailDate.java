package org.serai.filter.header;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.mime.StructuredText;

/** Reads the body of a Date field, with the obsolete forms of years and zones (RFC 5322 sections 3.3 and 4.3). */
final class MailDate {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Map<String, Integer> HOURS =
            Map.of("edt", -4, "est", -5, "cdt", -5, "cst", -6, "mdt", -6, "mst", -7, "pdt", -7, "pst", -8);

    private MailDate() {}

    /** The moment, or null when the text is no date-time. */
    static @Nullable Instant parse(String body) {
        List<String> words = words(StructuredText.of(body).text());
        if (!words.isEmpty() && DAYS.contains(words.get(0))) {
            words = words.subList(1, words.size());
        }
        if (words.size() != 5) {
            return null;
        }
        Integer offset = offsetSeconds(words.get(4));
        int month = MONTHS.indexOf(words.get(1)) + 1;
        List<String> time = List.of(words.get(3).split(":", 4));
        if (offset == null || time.size() < 2 || time.size() > 3) {
            return null;
        }
        int second = time.size() == 3 ? number(time.get(2), 2) : 0;
        try {
            // A leap second is a moment like any other here.
            return LocalDateTime.of(
                            year(words.get(2)),
                            month,
                            number(words.get(0), 2),
                            number(time.get(0), 2),
                            number(time.get(1), 2),
                            second == 60 ? 59 : second)
                    .toInstant(ZoneOffset.UTC)
                    .minusSeconds(offset);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** At most six words are needed, so no more than seven are made. */
    private static List<String> words(String text) {
        var out = new ArrayList<String>(7);
        int from = 0;
        for (int i = 0; i <= text.length() && out.size() < 7; i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c == ' ' || c == '\t' || c == ',') {
                if (i > from) {
                    out.add(text.substring(from, i).toLowerCase(Locale.ROOT));
                }
                from = i + 1;
            }
        }
        return out;
    }

    private static int year(String digits) {
        int year = number(digits, 4);
        if (digits.length() == 4 || year < 0) {
            return year < 1900 ? Integer.MIN_VALUE : year;
        }
        return digits.length() == 2 && year < 50 ? 2000 + year : 1900 + year;
    }

    /** Zones by name are obsolete; one that is not known counts as UTC (RFC 5322 section 4.3). */
    private static @Nullable Integer offsetSeconds(String zone) {
        char sign = zone.charAt(0);
        if (sign == '+' || sign == '-') {
            int value = zone.length() == 5 ? number(zone.substring(1), 4) : -1;
            int seconds = (value / 100 * 60 + value % 100) * 60;
            return value < 0 || value % 100 > 59 ? null : Integer.valueOf(sign == '+' ? seconds : -seconds);
        }
        for (int i = 0; i < zone.length(); i++) {
            if (zone.charAt(i) < 'a' || zone.charAt(i) > 'z') {
                return null;
            }
        }
        return HOURS.getOrDefault(zone, 0) * 3600;
    }

    /** The value of 1 to {@code most} digits, else -1. */
    private static int number(String digits, int most) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9' || i == most) {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return digits.isEmpty() ? -1 : value;
    }
}
