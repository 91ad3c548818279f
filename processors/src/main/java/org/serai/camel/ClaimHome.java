package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;
import org.serai.config.Settings;
import org.serai.custody.ClaimStore;
import org.serai.custody.FileArchive;
import org.serai.custody.FileStore;
import org.serai.custody.Stored;

/**
 * Where messages lie that a record of Kafka cannot hold, of all topics, as {@code claim-store.uri} says: files, or an endpoint of Camel.
 * Without a topic there are none.
 */
final class ClaimHome {

    /** In {@code data.dir}, unless {@code claim-store.uri} says another. */
    static final String DIRECTORY = "claims";

    /** Names the endpoint that claims are read from. */
    static final String POLL_URI = "claim-store.poll-uri";

    private final QuarantineSettings.Claims settings;
    private final Duration timeout;
    private final Directories directories;
    private final Clock clock;
    private @Nullable FileStore files;
    private @Nullable FileArchive archive;
    private @Nullable RoutedClaims routed;

    ClaimHome(Settings settings, Directories directories, Clock clock) {
        this.settings = settings.bind("claim-store.", QuarantineSettings.Claims.class);
        this.timeout = settings.bind("quarantine.", QuarantineSettings.Quarantine.class)
                .timeout();
        this.directories = directories;
        this.clock = clock;
    }

    /** For a topic; makes the directory where it is missing. To be asked before Camel runs. */
    ClaimStore store() {
        if (!settings.inFiles()) {
            if (routed == null) {
                routed = new RoutedClaims(timeout);
            }
            return routed;
        }
        FileStore store = directories.at("claim-store.uri", DIRECTORY, path -> new FileStore(path, clock));
        FileArchive read = directories.at("claim-store.uri", DIRECTORY, FileArchive::new);
        files = store;
        archive = read;
        return ClaimStore.of(store, read);
    }

    /** Gives Camel what the routes ask for. */
    void bind(Main main) {
        main.addInitialProperty(POLL_URI, settings.pollUri());
    }

    /** The routes run. */
    void started(ProducerTemplate template) {
        if (routed != null) {
            routed.started(template);
        }
    }

    /** As {@link ClaimStore#open}. */
    Stored open(String id) throws IOException {
        if (routed != null) {
            return routed.open(id);
        }
        if (archive == null) {
            throw new IOException(id + " lies in a claim store, and no property names a topic any more");
        }
        return archive.open(id);
    }

    void remove(String id) throws IOException {
        if (routed != null) {
            routed.remove(id);
        } else if (archive != null) {
            archive.remove(id);
        }
    }

    /** As {@link FileArchive#sweep}; of an endpoint of Camel its owner must see to that. */
    int sweep(Instant before, long mostBytes) throws IOException {
        return archive == null ? 0 : archive.sweep(before, mostBytes);
    }

    void tidy() {
        if (files != null) {
            files.tidy();
        }
    }
}
