package org.serai.mime;

/** Quoted-printable (RFC 2045 section 6.7). An {@code =} that begins no octet stays as it is. */
final class QuotedPrintableLines implements DecodedStream.LineDecoder {

    @Override
    public int decode(Lines line, byte[] out) {
        byte[] octets = line.buffer;
        int end = line.to;
        while (end > line.from && (octets[end - 1] == ' ' || octets[end - 1] == '\t')) {
            end--;
        }
        boolean soft = end > line.from && octets[end - 1] == '=';
        if (soft) {
            end--;
        }
        int written = 0;
        for (int i = line.from; i < end; i++) {
            int octet = octets[i];
            if (octet == '=' && i + 2 < end + (soft ? 1 : 0)) {
                int high = Character.digit(octets[i + 1], 16);
                int low = Character.digit(octets[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    octet = high << 4 | low;
                    i += 2;
                }
            }
            out[written++] = (byte) octet;
        }
        if (!soft) {
            for (int i = line.to; i < line.next; i++) {
                out[written++] = octets[i];
            }
        }
        return written;
    }
}
