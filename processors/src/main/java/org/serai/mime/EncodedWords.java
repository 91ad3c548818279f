package org.serai.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes text of a header field's body: encoded words (RFC 2047, RFC 2231 section 5) and raw UTF-8 (RFC 6532). */
public final class EncodedWords {

    private EncodedWords() {}

    /**
     * The text of a field body. Lax as clients are: encoded words may stand within quotes or words, hold blanks, and split a
     * character; what is no encoded word is UTF-8 where it is well-formed, else ISO-8859-1.
     *
     * @param body one char an octet, as {@link MimeView.Field#body} has it
     */
    public static String decode(String body) {
        int word = body.indexOf("=?");
        if (word < 0) {
            return Charsets.guess(body);
        }
        var text = new StringBuilder(body.length());
        var octets = new ByteArrayOutputStream();
        String charset = "";
        int done = 0;
        while (word >= 0) {
            int q1 = body.indexOf('?', word + 2);
            int q2 = q1 < 0 ? -1 : body.indexOf('?', q1 + 1);
            if (q2 < 0) {
                break;
            }
            if (q2 != q1 + 2 || !encoding(body.charAt(q1 + 1))) {
                word = body.indexOf("=?", word + 2);
                continue;
            }
            int end = body.indexOf("?=", q2 + 1);
            if (end < 0) {
                break;
            }
            String language = body.substring(word + 2, q1);
            int star = language.indexOf('*');
            String next = (star < 0 ? language : language.substring(0, star)).toLowerCase(Locale.ROOT);
            String between = body.substring(done, word);
            boolean adjacent = octets.size() > 0 && between.isBlank();
            if (!adjacent || !next.equals(charset)) {
                flush(octets, charset, text);
            }
            if (!adjacent) {
                text.append(Charsets.guess(between));
            }
            charset = next;
            octets(body.substring(q2 + 1, end), body.charAt(q1 + 1), octets);
            done = end + 2;
            word = body.indexOf("=?", done);
        }
        flush(octets, charset, text);
        return text.append(Charsets.guess(body.substring(done))).toString();
    }

    private static boolean encoding(char letter) {
        return letter == 'B' || letter == 'b' || letter == 'Q' || letter == 'q';
    }

    private static void flush(ByteArrayOutputStream octets, String charset, StringBuilder text) {
        if (octets.size() > 0) {
            text.append(Charsets.text(octets.toByteArray(), charset));
            octets.reset();
        }
    }

    private static void octets(String word, char encoding, ByteArrayOutputStream out) {
        byte[] ascii = word.getBytes(StandardCharsets.ISO_8859_1);
        if (encoding == 'B' || encoding == 'b') {
            byte[] plain = new byte[ascii.length + 4];
            var decoder = new Base64Lines();
            int length = decoder.decode(Lines.of(ascii), plain);
            out.write(plain, 0, length);
            out.write(plain, 0, decoder.end(plain));
            return;
        }
        for (int i = 0; i < ascii.length; i++) {
            int high = ascii[i] == '=' && i + 2 < ascii.length ? Character.digit(ascii[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(ascii[i + 2], 16);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(ascii[i] == '_' ? ' ' : ascii[i]);
            }
        }
    }
}
