package org.serai.mail;

import java.io.IOException;
import java.io.InputStream;

/**
 * The message as it will go to the backend: dots unstuffed, newlines CRLF, no end-of-data mark. Readable from its first
 * byte as often as one likes, by several threads, until the transaction ends.
 */
public interface Content {

    /** Content of a phase before DATA. */
    Content NONE = new Content() {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public InputStream open() {
            return InputStream.nullInputStream();
        }
    };

    /** Octets. */
    long size();

    /** A new stream over all octets; unbuffered reads are cheap. The caller closes it. */
    InputStream open() throws IOException;
}
