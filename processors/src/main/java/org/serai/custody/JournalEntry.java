package org.serai.custody;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One line of the {@link Journal}: checksum, kind, mail id, JSON, with spaces between, such as {@code 9a3c11f0 I 06h0v0awfz6n1xpc {…}}. The
 * checksum is CRC-32C (RFC 3720 appendix B.4) of all that comes behind it, in hexadecimal.
 *
 * @param at where it begins, in octets since the journal began
 * @param next where the one after it begins
 * @param id of a mail
 * @param json one line
 */
public record JournalEntry(long at, long next, Kind kind, String id, String json) {

    /** What a line says. */
    public enum Kind {
        /** A message is about to be handed over: who takes it may have it from now on. */
        INTENT('I'),
        /** What has become of a message, or of an attempt: a verdict event. */
        EVENT('E'),
        /** Serai ended between the two; nobody here knows whether the message was taken. */
        IN_DOUBT('D');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        private static @Nullable Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            return null;
        }
    }

    private static final int CHECKSUM = 8;

    /** A line with its end. */
    static byte[] line(Kind kind, String id, String json) {
        byte[] text = (" " + kind.letter + " " + id + " " + json + "\n").getBytes(StandardCharsets.UTF_8);
        var out = new byte[CHECKSUM + text.length];
        byte[] sum = checksum(text, 0, text.length - 1).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sum, 0, out, 0, CHECKSUM);
        System.arraycopy(text, 0, out, CHECKSUM, text.length);
        return out;
    }

    /** Of a line without its end; null when it is none of ours, or damaged. */
    static @Nullable JournalEntry of(long at, byte[] bytes, int from, int length) {
        if (length < CHECKSUM + 5) {
            return null;
        }
        var sum = new String(bytes, from, CHECKSUM, StandardCharsets.US_ASCII);
        if (!sum.equals(checksum(bytes, from + CHECKSUM, length - CHECKSUM))) {
            return null;
        }
        var text = new String(bytes, from + CHECKSUM, length - CHECKSUM, StandardCharsets.UTF_8);
        Kind kind = Kind.of(text.charAt(1));
        int end = text.indexOf(' ', 3);
        return kind == null || end < 0
                ? null
                : new JournalEntry(at, at + length + 1, kind, text.substring(3, end), text.substring(end + 1));
    }

    private static String checksum(byte[] bytes, int from, int length) {
        var sum = new CRC32C();
        sum.update(bytes, from, length);
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
