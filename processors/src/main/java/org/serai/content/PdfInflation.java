package org.serai.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Tells how large a PDF becomes, before anything else reads it: 1 MB of it can be 1 GB of blanks. All that stands behind the word {@code stream} is
 * unpacked, as Flate is the one packing left: documents that are encrypted or use another one ({@code LZWDecode}, {@code ASCII85Decode} and so on, all
 * out of use) are refused.
 */
final class PdfInflation {

    /** Octets of all streams together, unpacked. */
    static final int MAX = 16 << 20;

    /** Flate in Flate. */
    private static final int MAX_DEPTH = 3;

    private static final byte[] STREAM = "stream".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_NAME = 64;

    private static final Set<String> REFUSED = Set.of(
            "Encrypt",
            "Crypt",
            "LZWDecode",
            "LZW",
            "ASCII85Decode",
            "A85",
            "ASCIIHexDecode",
            "AHx",
            "RunLengthDecode",
            "RL");

    private int left = MAX;

    private PdfInflation() {}

    /** Throws when the document is not to be read. */
    static void check(byte[] document) throws IOException {
        var inflation = new PdfInflation();
        inflation.names(document);
        for (int i = 0; i + STREAM.length < document.length; i++) {
            if (document[i] == 's' && Arrays.equals(document, i, i + STREAM.length, STREAM, 0, STREAM.length)) {
                int from = i + STREAM.length;
                while (from < document.length && document[from] >= 0 && document[from] <= ' ') {
                    from++;
                }
                inflation.stream(document, from, 1);
            }
        }
    }

    /** As PDFBox does, whatever the two octets of the header are. */
    private void stream(byte[] octets, int from, int depth) throws IOException {
        if (from + 2 >= octets.length) {
            return;
        }
        var inflater = new Inflater(true);
        try {
            inflater.setInput(octets, from + 2, octets.length - from - 2);
            var out = new byte[8192];
            int length = 0;
            int n = 1;
            while (n > 0) {
                if (length == out.length) {
                    out = Arrays.copyOf(out, length * 2);
                }
                n = inflate(inflater, out, length);
                length += n;
                left -= n;
                if (left < 0) {
                    throw new IOException("streams of more than " + MAX + " octets");
                }
            }
            byte[] whole = Arrays.copyOf(out, length);
            names(whole);
            if (depth < MAX_DEPTH) {
                stream(whole, 0, depth + 1);
            } else if (length > 0) {
                throw new IOException("packed more than " + MAX_DEPTH + " times");
            }
        } finally {
            inflater.end();
        }
    }

    /** What is no Flate at all ends at once; of what breaks in the middle the rest counts no more. */
    private static int inflate(Inflater inflater, byte[] out, int from) {
        try {
            return inflater.inflate(out, from, out.length - from);
        } catch (DataFormatException e) {
            return 0;
        }
    }

    private static void names(byte[] octets) throws IOException {
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '/') {
                name(octets, i + 1);
            }
        }
    }

    private static void name(byte[] octets, int from) throws IOException {
        var name = new StringBuilder();
        for (int i = from; i < octets.length && name.length() < MAX_NAME; i++) {
            byte c = octets[i];
            if (c == '#' && i + 2 < octets.length) {
                int high = Character.digit(octets[i + 1], 16);
                int low = Character.digit(octets[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    name.append((char) (high * 16 + low));
                    i += 2;
                    continue;
                }
            }
            if (c >= 0 && c <= ' ' || "/[]<>(){}%".indexOf(c) >= 0) {
                break;
            }
            name.append((char) (c & 255));
        }
        if (REFUSED.contains(name.toString())) {
            throw new IOException("not read: " + name);
        }
    }
}
