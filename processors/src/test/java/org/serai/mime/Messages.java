package org.serai.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.serai.config.Binder;
import org.serai.mail.BytesContent;
import org.serai.mail.Content;

/** Contents for tests. */
public final class Messages {

    static final MimeReader.Limits LIMITS = Binder.defaults(MimeReader.Limits.class);

    /** A reader within the shipped limits. */
    public static final MimeReader READER = new MimeReader(LIMITS);

    private Messages() {}

    public static MimeView view(Content content) {
        return READER.view(content);
    }

    /** The lines of a text block, each ended by CRLF; chars are octets. */
    public static Content message(String lines) {
        return of(lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    public static Content of(byte[] octets) {
        return new BytesContent(octets);
    }

    static String text(Part part) {
        try (InputStream in = part.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
