package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.serai.custody.ClaimStore;
import org.serai.custody.FileArchive;
import org.serai.custody.FileStore;
import org.serai.custody.Stored;

/** Where messages lie that a record of Kafka cannot hold, of all topics: files of {@code claim-store.uri}. Without a topic there are none. */
final class ClaimHome {

    private final Directories directories;
    private final Clock clock;
    private @Nullable FileStore store;
    private @Nullable FileArchive archive;

    ClaimHome(Directories directories, Clock clock) {
        this.directories = directories;
        this.clock = clock;
    }

    /** For a topic; makes the directory where it is missing. To be asked before Camel runs. */
    ClaimStore store() {
        FileStore files = directories.at("claim-store.uri", "claims", path -> new FileStore(path, clock));
        FileArchive read = directories.at("claim-store.uri", "claims", FileArchive::new);
        store = files;
        archive = read;
        return ClaimStore.of(files, read);
    }

    /** As {@link FileArchive#open}. */
    Stored open(String id) throws IOException {
        if (archive == null) {
            throw new IOException(id + " lies in a claim store, and no property names a topic any more");
        }
        return archive.open(id);
    }

    void remove(String id) throws IOException {
        if (archive != null) {
            archive.remove(id);
        }
    }

    /** As {@link FileArchive#sweep}. */
    int sweep(Instant before, long mostBytes) throws IOException {
        return archive == null ? 0 : archive.sweep(before, mostBytes);
    }

    void tidy() {
        if (store != null) {
            store.tidy();
        }
    }
}
