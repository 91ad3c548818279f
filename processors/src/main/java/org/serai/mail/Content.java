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
    @PolicyField("octets; 0 before `data`")
    long size();

    /** A new stream over all octets; unbuffered reads are cheap. The caller closes it. */
    InputStream open() throws IOException;

    /** True when reading never waits for a disk. */
    default boolean inMemory() {
        return false;
    }

    /** The hash of all octets; where it was not made as they came, it reads them. */
    default Sha256.Received sha256() throws IOException {
        var hash = new Sha256();
        try (InputStream in = open()) {
            hash.update(in);
        }
        return new Sha256.Received(hash.hex());
    }
}
