package org.serai.mime;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the octets of a part are written: a Content-Transfer-Encoding (RFC 2045 section 6), or one found inside text. */
public enum Encoding {
    /** 7bit, 8bit, binary: as they are. */
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    /** From a line {@code begin 644 name} to {@code end}. */
    UUENCODE,
    /** From a line {@code =ybegin … name=…} to {@code =yend}. */
    YENC;

    /** The one that a field body names, or null. */
    static @Nullable Encoding named(String body) {
        return switch (body.toLowerCase(Locale.ROOT)) {
            case "", "7bit", "8bit", "binary" -> IDENTITY;
            case "base64" -> BASE64;
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "x-uuencode", "x-uue", "uuencode", "uue" -> UUENCODE;
            case "x-yenc", "yenc" -> YENC;
            default -> null;
        };
    }

    /** What clients may make of a field body that names none, likeliest first. */
    static List<Encoding> guesses(String body) {
        String lower = body.toLowerCase(Locale.ROOT);
        if (lower.contains("base") && lower.contains("64")) {
            return List.of(BASE64, IDENTITY);
        }
        return lower.contains("quoted") ? List.of(QUOTED_PRINTABLE, IDENTITY) : List.of(IDENTITY);
    }

    /** The octets meant. What is not of the encoding is passed over as clients do; never fails for content. */
    InputStream decode(InputStream encoded) {
        return switch (this) {
            case IDENTITY -> encoded;
            case BASE64 -> new DecodedStream(encoded, new Base64Lines());
            case QUOTED_PRINTABLE -> new DecodedStream(encoded, new QuotedPrintableLines());
            case UUENCODE -> new DecodedStream(encoded, new UuLines());
            case YENC -> new DecodedStream(encoded, new YencLines());
        };
    }
}
