package org.serai.content;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the text of a kind of document. */
interface DocumentText {

    /** How many octets of a document tell its kind. */
    int HEAD = 8;

    /**
     * What a document says.
     *
     * @param more there is more than was asked for
     */
    record Text(String text, boolean more) {}

    /**
     * Reads it.
     *
     * @param most characters
     * @throws Exception whatever a document that is broken leads to
     */
    Text read(byte[] document, int most) throws Exception;

    /** The reader for what begins with these octets; null where there is none. */
    static @Nullable DocumentText of(byte[] head) {
        String first = new String(head, StandardCharsets.ISO_8859_1);
        if (first.startsWith("PK\u0003\u0004")) {
            return new ZippedXmlText();
        }
        if (first.startsWith("%PDF-")) {
            return new PdfText();
        }
        if (first.startsWith("{\\rt")) {
            return TikaText.RTF;
        }
        return first.equals("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1") ? TikaText.OLE : null;
    }
}
