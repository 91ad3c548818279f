package org.serai.history;

import java.time.Duration;
import org.serai.config.Durations;

/**
 * So many in a time: {@code 100/10m}.
 *
 * @param count 0: no limit
 * @param window that slides
 */
public record Rate(int count, Duration window) {

    private static final int MAX_DIGITS = 9;
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofDays(31);

    public Rate {
        if (window.compareTo(LEAST) < 0 || window.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("the time of a rate must be 10s to 31d");
        }
    }

    /** Reads {@code 100/10m}. */
    public static Rate parse(String text) {
        int slash = text.indexOf('/');
        String count = slash < 0 ? "" : text.substring(0, slash);
        if (count.isEmpty() || count.length() > MAX_DIGITS || !count.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("'" + text + "' is no rate such as 100/10m");
        }
        return new Rate(Integer.parseInt(count), Durations.parse(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return count + " in " + words(window.toSeconds());
    }

    private static String words(long seconds) {
        long day = Duration.ofDays(1).toSeconds();
        if (seconds % day == 0) {
            return seconds / day + "d";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** {@code 10m}, as part of a key. */
    String period() {
        return words(window.toSeconds());
    }
}
