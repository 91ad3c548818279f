package org.serai.mime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Content;

/**
 * The MIME structure of a message: its header fields and its parts, with where they lie and not what they hold.
 *
 * <p>Any octets have a structure; what parsers are known to read differently is told by {@link #problems}, and is read so
 * that no part which some client shows is missed: all boundaries and encodings that are said are followed, parts after the
 * end are parts, files encoded in a text are parts. Reading takes one pass and memory that does not grow with the message.
 * Its limits are those of {@link MimeReader}; what lies beyond is not looked at, and a problem says so. RFC 2045, 2046, 2183, 2231; lenient as RFC 7103 advises.
 */
public final class MimeView {

    private final Content content;
    private final MimeReader.Limits limits;
    private final TopHeader header;
    private @Nullable Found found;

    /**
     * One header field as it stands in the message.
     *
     * @param name as written, without the colon and blanks before it; compare it by {@link #is}
     * @param body unfolded (RFC 5322 section 2.2.3) and stripped; every char is one octet (ISO-8859-1), so that nothing is lost:
     *     {@link EncodedWords#decode} makes text of it
     * @param from first octet of the field in the content
     * @param to one past its last octet, its last newline included
     */
    public record Field(String name, String body, long from, long to) {

        public boolean is(String otherName) {
            return name.equalsIgnoreCase(otherName);
        }
    }

    MimeView(Content content, MimeReader.Limits limits, TopHeader header) {
        this.content = content;
        this.limits = limits;
        this.header = header;
    }

    /** The fields of the message's own header, top first; without lines that are no field. */
    public List<Field> headers() {
        return header.fields();
    }

    /**
     * What is no field to RFC 5322, since its name holds white space, control or 8-bit characters, but may be one to a lax reader: under
     * the name without these. Lines without a colon are not among them.
     */
    public List<Field> doubtful() {
        return header.doubtful();
    }

    /** Octets of the message's own header, without the empty line after it. */
    public long headerSize() {
        return header.size();
    }

    /** First octet of the message's body, behind the empty line. */
    public long bodyFrom() {
        return header.bodyFrom();
    }

    /** The header is larger than {@code mime.max-header} or has more than 4,000 fields: {@link #headers} lacks the rest. */
    public boolean headerTruncated() {
        return header.truncated();
    }

    /** Lines of the message's own header that are neither a field nor its continuation. */
    public int malformedLines() {
        return header.broken();
    }

    /**
     * All parts in the order of the message, each container before what it holds; the first is the message itself. The
     * first call reads the whole message and throws only when the spool cannot be read.
     */
    public List<Part> parts() {
        return Collections.unmodifiableList(found().parts);
    }

    /** Known with the {@link #parts}. */
    public Set<Problem> problems() {
        return Collections.unmodifiableSet(found().problems);
    }

    private synchronized Found found() {
        Found known = found;
        if (known == null) {
            try {
                known = Walker.walk(content, limits, header);
            } catch (IOException e) {
                throw new UncheckedIOException("the spooled message cannot be read", e);
            }
            found = known;
        }
        return known;
    }
}
