package org.serai.mime;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The MIME structure of a message: its header fields and its parts, with where they lie and not what they hold.
 *
 * <p>Any octets have a structure; what parsers are known to read differently is told by {@link #problems}, and is read so
 * that no part which some client shows is missed: all boundaries and encodings that are said are followed, parts after the
 * end are parts, files encoded in a text are parts. Reading takes one pass and memory that does not grow with the message.
 * Its limits are those of {@link MimeReader}; what lies beyond is not looked at, and a problem says so. RFC 2045, 2046, 2183, 2231; lenient as RFC 7103 advises.
 */
public final class MimeView {

    private final List<Field> headers;
    private final List<Field> doubtful;
    private final long headerSize;
    private final boolean headerTruncated;
    private final int malformedLines;
    private final List<Part> parts;
    private final Set<Problem> problems;

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

    MimeView(Found found) {
        headers = Collections.unmodifiableList(found.headers);
        doubtful = Collections.unmodifiableList(found.doubtful);
        headerSize = found.headerSize;
        headerTruncated = found.headerTruncated;
        malformedLines = found.brokenLines;
        parts = Collections.unmodifiableList(found.parts);
        problems = Collections.unmodifiableSet(found.problems);
    }

    /** The fields of the message's own header, top first; without lines that are no field. */
    public List<Field> headers() {
        return headers;
    }

    /**
     * What is no field to RFC 5322, since its name holds white space, control or 8-bit characters, but may be one to a lax reader: under
     * the name without these. Lines without a colon are not among them.
     */
    public List<Field> doubtful() {
        return doubtful;
    }

    /** Octets of the message's own header, without the empty line after it. */
    public long headerSize() {
        return headerSize;
    }

    /** The header is larger than {@code mime.max-header} or has more than 4,000 fields: {@link #headers} lacks the rest. */
    public boolean headerTruncated() {
        return headerTruncated;
    }

    /** Lines of the message's own header that are neither a field nor its continuation. */
    public int malformedLines() {
        return malformedLines;
    }

    /** All parts in the order of the message, each container before what it holds; the first is the message itself. */
    public List<Part> parts() {
        return parts;
    }

    public Set<Problem> problems() {
        return problems;
    }
}
