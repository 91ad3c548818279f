package org.serai.filter.attachment;

import java.io.IOException;
import java.io.InputStream;
import org.serai.mail.Sha256;
import org.serai.mime.Part;

/** Size and SHA-256 of a decoded part. */
record Digest(long bytes, String sha256) {

    static Digest of(Part part) throws IOException {
        var hash = new Sha256();
        try (InputStream in = part.open()) {
            long bytes = hash.update(in);
            return new Digest(bytes, hash.hex());
        }
    }
}
