package org.serai.config;

import java.util.Locale;
import java.util.Map;

/**
 * A number of octets, written {@code 2048}, {@code 256KB}, {@code 50MB} or {@code 1GB} (powers of 1024).
 *
 * @param bytes zero or more
 */
public record Size(long bytes) implements Comparable<Size> {

    private static final Map<String, Integer> SHIFT = Map.of("", 0, "B", 0, "KB", 10, "MB", 20, "GB", 30);

    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative");
        }
    }

    public static Size parse(String text) {
        String number = text.replaceFirst("[A-Za-z]*$", "").strip();
        Integer shift = SHIFT.get(text.replaceFirst("^[0-9]* *", "").strip().toUpperCase(Locale.ROOT));
        if (shift == null || !number.matches("[0-9]{1,9}|[0-9]{10,12}") || (shift > 0 && number.length() > 9)) {
            throw new IllegalArgumentException("not a size such as 2048, 256KB, 50MB or 1GB");
        }
        return new Size(Long.parseLong(number) << shift);
    }

    @Override
    public int compareTo(Size other) {
        return Long.compare(bytes, other.bytes);
    }

    /** As an array length or buffer size; fails above 2 GB. */
    public int intBytes() {
        return Math.toIntExact(bytes);
    }
}
