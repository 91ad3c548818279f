package org.serai.mime;

import java.io.IOException;
import java.io.InputStream;

/** Decodes a stream line by line as it is read. */
final class DecodedStream extends InputStream {

    private static final int BUFFER = 8192;

    /** Decodes one line, or piece of one. */
    interface LineDecoder {

        /**
         * Writes what the line means.
         *
         * @param out large enough for the line with its newline and four octets more
         * @return octets written, or -1 when the encoded content ends here
         */
        int decode(Lines line, byte[] out);

        /** Writes what the octets so far still mean at the end of the stream. */
        default int end(byte[] out) {
            return 0;
        }
    }

    private final InputStream encoded;
    private final LineDecoder decoder;
    private final Lines lines;
    private final byte[] out = new byte[BUFFER + 4];
    private int position;
    private int filled;
    private boolean finished;

    DecodedStream(InputStream encoded, LineDecoder decoder) {
        this.encoded = encoded;
        this.decoder = decoder;
        this.lines = new Lines(encoded, BUFFER);
    }

    @Override
    public int read() throws IOException {
        return fill() ? out[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length && fill()) {
            int count = Math.min(length - done, filled - position);
            System.arraycopy(out, position, target, offset + done, count);
            position += count;
            done += count;
        }
        return done > 0 || length == 0 ? done : -1;
    }

    @Override
    public void close() throws IOException {
        encoded.close();
    }

    private boolean fill() throws IOException {
        while (position == filled && !finished) {
            position = 0;
            if (lines.next()) {
                filled = decoder.decode(lines, out);
                finished = filled < 0;
            } else {
                filled = decoder.end(out);
                finished = true;
            }
        }
        return position < filled;
    }
}
