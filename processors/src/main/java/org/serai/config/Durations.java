package org.serai.config;

import java.time.Duration;

/** Reads {@code 250ms}, {@code 60s}, {@code 5m}, {@code 28h} and {@code 36d}; no more than a hundred years. */
public final class Durations {

    private static final Duration MOST = Duration.ofDays(36_500);

    private Durations() {}

    /** @throws IllegalArgumentException when it is none */
    public static Duration parse(String text) {
        if (text.matches("[0-9]{1,9}(ms|s|m|h|d)")) {
            long number = Long.parseLong(text.replaceFirst("[a-z]+$", ""));
            Duration time =
                    switch (text.replaceFirst("^[0-9]+", "")) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    };
            // More would not fit into the nanoseconds that clocks count.
            if (time.compareTo(MOST) > 0) {
                throw new IllegalArgumentException("must be at most " + MOST.toDays() + "d");
            }
            return time;
        }
        throw new IllegalArgumentException("not a time such as 250ms, 60s, 5m, 28h or 36d");
    }
}
