package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The header fields that Serai puts before a message: whole fields, and only these names. The last one may be a name alone,
 * whose body is a first line of the message that would be no field.
 */
final class Prepended {

    private static final List<String> NAMES = List.of(
            "Received", "Return-Path", "Authentication-Results", "X-Spam-Flag", "X-Spam-Score", "X-Spam-Status");

    private Prepended() {}

    static void assertOnlyKnownFields(String prepended) {
        assertThat(prepended.isEmpty() || prepended.endsWith("\r\n") || prepended.endsWith("\r\nX-Serai-First-Line:"))
                .as("ends with a line: %s", prepended)
                .isTrue();
        for (String line : prepended.split("\r\n")) {
            boolean folded = line.startsWith(" ") || line.startsWith("\t");
            if (!folded && !line.isEmpty()) {
                int colon = line.indexOf(':');
                String name = colon < 0 ? line : line.substring(0, colon);
                assertThat(name.startsWith("X-Serai-") || NAMES.contains(name))
                        .as("known field: %s", line)
                        .isTrue();
            }
        }
    }

    /** Without the fields that rule 2 takes out of foreign mail: {@code X-Spam-*} and {@code X-Serai-*}. */
    static byte[] withoutForgeries(byte[] canonical) {
        String text = Wire.text(canonical);
        int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
        String header = text.substring(0, end < 0 ? text.length() : end == 0 ? 0 : end + 2);
        var kept = new ArrayList<String>();
        boolean dropping = false;
        for (String line : header.split("(?<=\r\n)")) {
            boolean folded = line.startsWith(" ") || line.startsWith("\t");
            if (!folded) {
                String name = line.toLowerCase(Locale.ROOT);
                dropping = name.startsWith("x-spam-") || name.startsWith("x-serai-");
            }
            if (!dropping) {
                kept.add(line);
            }
        }
        return Wire.bytes(String.join("", kept) + text.substring(header.length()));
    }
}
