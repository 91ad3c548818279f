package org.serai.mime;

import java.util.Arrays;

/** Base64 (RFC 2045 section 6.8). Passes over foreign octets, and goes on after padding, as the laxest clients do. */
final class Base64Lines implements DecodedStream.LineDecoder {

    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private int bits;
    private int digits;

    @Override
    public int decode(Lines line, byte[] out) {
        byte[] octets = line.buffer;
        int written = 0;
        for (int i = line.from; i < line.to; i++) {
            int value = VALUES[octets[i] & 0xff];
            if (value >= 0) {
                bits = bits << 6 | value;
                if (++digits == 4) {
                    out[written] = (byte) (bits >> 16);
                    out[written + 1] = (byte) (bits >> 8);
                    out[written + 2] = (byte) bits;
                    written += 3;
                    digits = 0;
                }
            } else if (octets[i] == '=' && digits > 0) {
                written = flush(out, written);
            }
        }
        return written;
    }

    @Override
    public int end(byte[] out) {
        return flush(out, 0);
    }

    private int flush(byte[] out, int written) {
        int at = written;
        if (digits == 2) {
            out[at++] = (byte) (bits >> 4);
        } else if (digits == 3) {
            out[at++] = (byte) (bits >> 10);
            out[at++] = (byte) (bits >> 2);
        }
        digits = 0;
        return at;
    }
}
