package org.serai.custody;

import java.io.IOException;
import org.serai.mail.Content;

/** Keeps what is too large for a record; the record says the id, the size and the SHA-256 of it. */
public interface ClaimStore {

    /**
     * Both are safe when this returns; what stands there under this id is replaced.
     *
     * @param id a mail id of ours
     */
    void put(String id, Content content, String json) throws IOException;

    /**
     * What was put under an id.
     *
     * @throws GoneException when it is there no longer
     */
    Stored open(String id) throws IOException;

    /** In files of a directory of its own. */
    static ClaimStore of(FileStore store, FileArchive archive) {
        return new ClaimStore() {
            @Override
            public void put(String id, Content content, String json) throws IOException {
                store.put(id, content, json);
            }

            @Override
            public Stored open(String id) throws IOException {
                return archive.open(id);
            }
        };
    }
}
