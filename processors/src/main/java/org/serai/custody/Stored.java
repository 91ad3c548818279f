package org.serai.custody;

import java.io.IOException;
import org.serai.mail.Content;

/**
 * A message as it was kept.
 *
 * @param content the very bytes
 * @param json the line that was kept with them
 */
public record Stored(String id, Content content, String json) {

    /**
     * The same, when its bytes are those of this hash.
     *
     * @param sha256 in hexadecimal
     * @throws IOException when they are others
     */
    public Stored verified(String sha256) throws IOException {
        String found = content.sha256().hex();
        if (!found.equals(sha256)) {
            throw new IOException(id + ": the bytes are not those that were kept, SHA-256 " + found);
        }
        return this;
    }
}
