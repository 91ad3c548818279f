package org.serai.filter.clamav;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Sha256;
import org.serai.mime.Encoding;
import org.serai.mime.Part;

/**
 * Something of a message that is scanned by itself: the whole of it, or a decoded part.
 *
 * @param place path of the part; {@link #WHOLE} for the message
 * @param encoding how the octets in the message are decoded
 */
record Piece(String place, Encoding encoding, Source encoded, Source decoded) {

    static final String WHOLE = "message";

    /**
     * Put before the message, so that clamd takes it for one whatever its first octets are: behind a field {@code GIF89a: x}
     * it would see a picture and look into nothing. Longer than the 262 octets in which it looks for a tar archive.
     */
    private static final byte[] FIELD =
            ("Received: by serai;" + "\r\n (for clamd)".repeat(20) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    /** Where its octets come from, as often as one likes. */
    interface Source {
        InputStream open() throws IOException;
    }

    /**
     * The message, then each part that clamd may not see as a client does: all but containers and plain text that stands in
     * the message as it is.
     */
    static List<Piece> of(Content message, List<Part> parts) {
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece(
                WHOLE,
                Encoding.IDENTITY,
                message::open,
                () -> new SequenceInputStream(new ByteArrayInputStream(FIELD), message.open())));
        for (Part part : parts) {
            if (!part.container() && !plainText(part)) {
                for (Encoding encoding : part.encodings()) {
                    pieces.add(new Piece(
                            part.path(), encoding, () -> part.open(Encoding.IDENTITY), () -> part.open(encoding)));
                }
            }
        }
        return pieces;
    }

    private static boolean plainText(Part part) {
        return part.type().equals("text/plain")
                && part.encodings().equals(List.of(Encoding.IDENTITY))
                && part.names().isEmpty();
    }

    /**
     * What it is decoded by and the SHA-256 of its octets as they stand in the message: decoding them twice would cost as
     * much as all the rest.
     *
     * @throws SocketTimeoutException where the deadline passes
     */
    String key(Deadline until) throws IOException {
        var hash = new Sha256();
        byte[] buffer = new byte[8192];
        try (InputStream in = encoded.open()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
                if (until.passed()) {
                    throw new SocketTimeoutException("the deadline passed while parts were read");
                }
            }
        }
        return (place.equals(WHOLE) ? WHOLE : encoding) + " " + hash.hex();
    }
}
