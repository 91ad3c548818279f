package org.serai.config;

import java.time.Duration;

/** Reads {@code 250ms}, {@code 60s}, {@code 5m}, {@code 28h} and {@code 36d}. */
final class Durations {

    private Durations() {}

    static Duration parse(String text) {
        if (text.matches("[0-9]{1,9}(ms|s|m|h|d)")) {
            long number = Long.parseLong(text.replaceFirst("[a-z]+$", ""));
            return switch (text.replaceFirst("^[0-9]+", "")) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
        throw new IllegalArgumentException("not a time such as 250ms, 60s, 5m, 28h or 36d");
    }
}
