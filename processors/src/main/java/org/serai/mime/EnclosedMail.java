package org.serai.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Tells a mail that is sent as a file: clients open it by its name, whatever type is said. */
final class EnclosedMail {

    private static final List<String> NAMES = List.of(".eml", ".mht", ".mhtml");

    /** What the first line of a mail begins with, RFC 5322 section 3.6 and RFC 2045. */
    private static final List<String> FIELDS = List.of(
            "received:",
            "return-path:",
            "delivered-to:",
            "from:",
            "to:",
            "subject:",
            "date:",
            "message-id:",
            "mime-version:",
            "content-type:");

    private static final int LONGEST = 13;

    private EnclosedMail() {}

    /** By its name, or by its first line where the type says nothing. */
    static boolean is(Part part) throws IOException {
        for (String name : part.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (NAMES.stream().anyMatch(lower::endsWith)) {
                return true;
            }
        }
        if (!part.type().equals("application/octet-stream")) {
            return false;
        }
        try (InputStream in = part.open()) {
            String head = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            return FIELDS.stream().anyMatch(head::startsWith);
        }
    }
}
