package org.serai.mime;

/** Something in the MIME structure that parsers read differently, or that was not looked at. */
public enum Problem {
    /** Containers nested deeper than {@code mime.max-depth}; the innermost was not looked into. */
    TOO_DEEP(true),
    /** More than {@code mime.max-parts} parts; the rest was not looked at. */
    TOO_MANY_PARTS(true),
    /** A header above {@code mime.max-header}; the fields beyond it were not looked at. */
    HEADER_TOO_LARGE(true),
    /** Messages inside encoded parts would cost too much to read; the rest was not looked at. */
    ENCODED_TOO_LARGE(true),
    /** More parameters, names or boundaries of one part than are followed; the others were not looked at. */
    TOO_MANY_READINGS(true),
    /** A line in a header that is neither a field nor its continuation. */
    BROKEN_HEADER(false),
    /** Content-Type, Content-Transfer-Encoding or Content-Disposition said twice, differently. */
    DUPLICATE_FIELD(false),
    /** A multipart with several boundaries to choose from. */
    AMBIGUOUS_BOUNDARY(false),
    /** A multipart without a boundary, or whose boundary never occurs. */
    BROKEN_BOUNDARY(false),
    /** A multipart that ends without its closing delimiter. */
    MISSING_END(false),
    /** A part after the closing delimiter. */
    PART_AFTER_END(false),
    /** A multipart or message in base64 or quoted-printable, which RFC 2045 section 6.4 forbids. */
    ENCODED_CONTAINER(false),
    /** A transfer encoding that is none. */
    UNKNOWN_ENCODING(false),
    /** A piece of a message that only the client puts together (RFC 2046 section 5.2.2). */
    PARTIAL_MESSAGE(false);

    private final boolean limit;

    Problem(boolean limit) {
        this.limit = limit;
    }

    /** True when something was not looked at because a limit was reached. */
    public boolean limit() {
        return limit;
    }
}
