package org.serai.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.serai.mail.Content;

/**
 * One part of a message: a leaf, or a container whose parts follow it.
 *
 * @param depth containers around it; 0 for the message itself
 * @param path its place, {@code 1} for the message itself, {@code 1.2} for the second part in it
 * @param type declared media type in lower case; {@code text/plain} where none is said, {@code message/rfc822} in a digest
 * @param charset declared, in lower case, or empty
 * @param names all that a client may take for its file name, likeliest first, decoded, at most the last
 *     {@value #MAX_NAME} characters of each
 * @param disposition {@code attachment}, {@code inline} or another, in lower case; empty where none is said
 * @param encodings transfer encodings that a client may take it to have, likeliest first; never empty
 * @param container the walk looked into it
 * @param source what the offsets count in: the message, or the decoded part that this one lies in
 * @param bodyFrom first octet of the encoded body
 * @param bodyTo one past its last octet; the newline before a boundary does not belong to it
 */
public record Part(
        int depth,
        String path,
        String type,
        String charset,
        List<String> names,
        String disposition,
        List<Encoding> encodings,
        boolean container,
        Content source,
        long bodyFrom,
        long bodyTo) {

    static final int MAX_NAME = 255;

    /** The likeliest file name, or empty. */
    public String name() {
        return names.isEmpty() ? "" : names.get(0);
    }

    /** The likeliest transfer encoding. */
    public Encoding encoding() {
        return encodings.get(0);
    }

    /** Octets of the body as encoded. */
    public long size() {
        return bodyTo - bodyFrom;
    }

    public boolean multipart() {
        return type.startsWith("multipart/");
    }

    /** The body decoded as it is read, by the likeliest encoding. The caller closes it. */
    public InputStream open() throws IOException {
        return open(encoding());
    }

    /** The body decoded by the given encoding. */
    public InputStream open(Encoding encoding) throws IOException {
        return encoding.decode(Slice.of(source, bodyFrom, bodyTo));
    }

    Part endingAt(long end) {
        return new Part(depth, path, type, charset, names, disposition, encodings, container, source, bodyFrom, end);
    }
}
