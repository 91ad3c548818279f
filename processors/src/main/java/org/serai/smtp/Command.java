package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One command line.
 *
 * @param verb its first word, in upper case when it is ASCII; no verb has other letters
 * @param argument what follows, without spaces around it; of MAIL it begins with {@code FROM:}
 */
record Command(String verb, String argument) {

    static Command of(String text) {
        int space = text.indexOf(' ');
        String word = space < 0 ? text : text.substring(0, space);
        // Upper case makes I of a dotless i, and a verb of what is none.
        boolean ascii = word.chars().allMatch(c -> c < 0x80);
        return new Command(
                ascii ? word.toUpperCase(Locale.ROOT) : word,
                space < 0 ? "" : text.substring(space + 1).strip());
    }

    /** Reads {@code length} octets; ASCII or UTF-8 without control characters. */
    static String text(ByteBuf line, int from, int length) throws Refusal {
        boolean ascii = true;
        for (int i = from; i < from + length; i++) {
            byte b = line.getByte(i);
            if ((b >= 0 && b < ' ') || b == 0x7f) {
                throw new Refusal(500, "5.5.2", "Control characters are not allowed in a command");
            }
            ascii &= b >= 0;
        }
        if (ascii) {
            return line.toString(from, length, StandardCharsets.US_ASCII);
        }
        try {
            ByteBuffer octets = line.nioBuffer(from, length);
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(500, "5.5.2", "A command must be ASCII or UTF-8");
        }
    }

    /** The rest of {@code MAIL FROM:…} or {@code RCPT TO:…} behind the colon. */
    String after(String word) throws Refusal {
        if (!argument.regionMatches(true, 0, word, 0, word.length())) {
            throw new Refusal(501, "5.5.4", "Say " + verb + " " + word + "<address>");
        }
        return argument.substring(word.length());
    }

    void withoutArgument() throws Refusal {
        if (!argument.isEmpty()) {
            throw new Refusal(501, "5.5.4", verb + " takes no argument");
        }
    }
}
