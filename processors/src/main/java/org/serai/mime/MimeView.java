package org.serai.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.serai.mail.Content;
import org.serai.mail.Mail;

/** The top-level header of a message, read once and bounded (RFC 5322 section 2.2). */
public final class MimeView {

    private static final int MAX_HEADER = 256 << 10;

    private final List<Field> headers;
    private final long headerSize;
    private final boolean truncated;
    private int malformedLines;

    /**
     * One header field.
     *
     * @param name as written, without the colon
     * @param body what follows the colon, unfolded and stripped; every char is one octet (ISO-8859-1)
     * @param from its first octet in the content
     * @param to one past its last octet, CRLF included
     */
    public record Field(String name, String body, long from, long to) {

        public boolean is(String otherName) {
            return name.equalsIgnoreCase(otherName);
        }
    }

    private MimeView(byte[] header, long headerSize, boolean truncated) {
        this.headers = fields(header);
        this.headerSize = headerSize;
        this.truncated = truncated;
    }

    public static MimeView of(Mail mail) {
        return mail.once(MimeView.class, MimeView::read);
    }

    /** In the order of the message; lines that are no field and no folded part of one are left out. */
    public List<Field> headers() {
        return headers;
    }

    /** Octets before the empty line, also of a header that is larger than what is kept of it. */
    public long headerSize() {
        return headerSize;
    }

    /** True when the header is larger than 256 KB; then {@link #headers} ends within it. */
    public boolean headerTruncated() {
        return truncated;
    }

    /** Lines that are neither a field nor its continuation, other than a first one of a mailbox file. */
    public int malformedLines() {
        return malformedLines;
    }

    private static MimeView read(Content content) {
        var kept = new ByteArrayOutputStream(4096);
        long size = 0;
        var buffer = new byte[8192];
        boolean lineStart = true;
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                int i = 0;
                for (; i < n && !(lineStart && buffer[i] == '\r'); i++) {
                    lineStart = buffer[i] == '\n';
                }
                kept.write(buffer, 0, (int) Math.min(i, MAX_HEADER - kept.size()));
                size += i;
                if (i < n) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MimeView(kept.toByteArray(), size, size > kept.size());
    }

    private List<Field> fields(byte[] header) {
        var out = new ArrayList<Field>();
        for (int from = 0; from < header.length; ) {
            int to = line(header, from);
            int colon = colon(header, from, to);
            if (colon < 0) {
                malformedLines += from == 0 && header.length > 4 && header[4] == ' ' ? 0 : 1;
                from = to;
                continue;
            }
            while (to < header.length && (header[to] == ' ' || header[to] == '\t')) {
                to = line(header, to);
            }
            String name = new String(header, from, colon - from, StandardCharsets.ISO_8859_1);
            String body = new String(header, colon + 1, to - colon - 1, StandardCharsets.ISO_8859_1);
            out.add(new Field(name.stripTrailing(), body.replace("\r\n", "").strip(), from, to));
            from = to;
        }
        return List.copyOf(out);
    }

    private static int line(byte[] header, int from) {
        int i = from;
        while (i < header.length && header[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, header.length);
    }

    /** Where the name ends: at a colon with nothing but printable ASCII before it, white space allowed next to it. */
    private static int colon(byte[] header, int from, int to) {
        int i = from;
        while (i < to && header[i] > ' ' && header[i] < 127 && header[i] != ':') {
            i++;
        }
        int name = i;
        while (i < to && (header[i] == ' ' || header[i] == '\t')) {
            i++;
        }
        return name > from && i < to && header[i] == ':' ? i : -1;
    }
}
