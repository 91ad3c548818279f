package org.serai.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/** Makes text of octets whose charset is claimed, unknown or wrong. */
public final class Charsets {

    private Charsets() {}

    /** WHATWG Encoding Standard, "BOM sniff". */
    private enum Mark {
        UTF_8(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf),
        UTF_16BE(StandardCharsets.UTF_16BE, 0xfe, 0xff),
        UTF_16LE(StandardCharsets.UTF_16LE, 0xff, 0xfe);

        private final Charset charset;
        private final int[] octets;

        Mark(Charset charset, int... octets) {
            this.charset = charset;
            this.octets = octets;
        }

        boolean begins(byte[] text) {
            for (int i = 0; i < octets.length; i++) {
                if (i == text.length || (text[i] & 0xff) != octets[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * By the byte order mark where there is one, as browsers do; else by the named charset, else UTF-8 where the octets are
     * well-formed, else ISO-8859-1.
     */
    public static String text(byte[] octets, String charset) {
        for (Mark mark : Mark.values()) {
            if (mark.begins(octets)) {
                return new String(octets, mark.octets.length, octets.length - mark.octets.length, mark.charset);
            }
        }
        try {
            return charset.isEmpty() ? guess(octets) : new String(octets, Charset.forName(charset));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return guess(octets);
        }
    }

    /** UTF-8 where the octets are well-formed, else ISO-8859-1. */
    static String guess(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    /** Text of a string whose chars are octets; text already where a char is above 255. */
    static String guess(String octets) {
        int highest = 0;
        for (int i = 0; i < octets.length(); i++) {
            highest = Math.max(highest, octets.charAt(i));
        }
        return highest < 0x80 || highest > 0xff ? octets : guess(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
