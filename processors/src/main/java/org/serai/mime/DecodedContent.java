package org.serai.mime;

import java.io.IOException;
import java.io.InputStream;
import org.serai.mail.Content;

/**
 * The decoded body of a part as a content of its own.
 *
 * @param size at least as much as it decodes to
 */
record DecodedContent(Part part, long size) implements Content {

    DecodedContent(Part part) {
        this(part, part.bodyTo() - part.bodyFrom());
    }

    @Override
    public InputStream open() throws IOException {
        return part.open();
    }
}
