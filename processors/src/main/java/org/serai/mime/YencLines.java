package org.serai.mime;

import java.nio.charset.StandardCharsets;

/** yEnc (yenc.org, draft 1.3), from its {@code =ybegin} line to {@code =yend}. */
final class YencLines implements DecodedStream.LineDecoder {

    private boolean begun;
    private boolean escaped;

    static boolean begins(Lines line) {
        return line.startsWith("=ybegin ") && !name(line).isEmpty();
    }

    static boolean ends(Lines line) {
        return line.startsWith("=yend");
    }

    /** What stands behind {@code name=}, up to the end of the line. */
    static String name(Lines line) {
        String text = new String(line.buffer, line.from, line.length(), StandardCharsets.ISO_8859_1);
        int at = text.indexOf(" name=");
        return at < 0 ? "" : text.substring(at + 6).strip();
    }

    @Override
    public int decode(Lines line, byte[] out) {
        if (!begun) {
            begun = begins(line);
            return 0;
        }
        if (ends(line)) {
            return -1;
        }
        if (line.startsWith("=ypart ")) {
            return 0;
        }
        int written = 0;
        for (int i = line.from; i < line.to; i++) {
            int octet = line.buffer[i];
            if (escaped) {
                out[written++] = (byte) (octet - 64 - 42);
                escaped = false;
            } else if (octet == '=') {
                escaped = true;
            } else {
                out[written++] = (byte) (octet - 42);
            }
        }
        return written;
    }
}
