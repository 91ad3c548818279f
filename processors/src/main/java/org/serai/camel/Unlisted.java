package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.serai.custody.FileArchive;
import org.serai.custody.GoneException;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages in files of this node of which the index of quarantine does not know: Serai was killed between the two, or the store has lost its
 * table. Nobody would find, release or be told of them until their time is over, so they are entered; the latest first, as many as there is room
 * for.
 */
final class Unlisted {

    private static final Logger LOG = LoggerFactory.getLogger(Unlisted.class);

    /** Younger ones are about to be entered by whoever has kept them. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private final FileArchive files;
    private final Place place;
    private final Quarantine index;
    private final IndexedStore store;
    private final int most;
    private final Clock clock;

    /** @param most entries of the index */
    Unlisted(FileArchive files, Place place, Quarantine index, IndexedStore store, int most, Clock clock) {
        this.files = files;
        this.place = place;
        this.index = index;
        this.store = store;
        this.most = most;
        this.clock = clock;
    }

    /** Enters them; returns how many. Looks at all names, and reads those alone that are missing. */
    int enter() throws IOException {
        List<String> ids = files.contents(Integer.MAX_VALUE).first();
        Instant before = clock.instant().minus(SETTLED);
        int entered = 0;
        for (int i = ids.size() - 1; i >= Math.max(0, ids.size() - most) && index.size() < most; i--) {
            String id = ids.get(i);
            try {
                if (enter(id, before)) {
                    entered++;
                }
            } catch (CompletionException e) {
                LOG.warn("The index of quarantine does not answer; what it does not know is entered later", e);
                break;
            }
        }
        if (entered > 0) {
            LOG.warn("{} messages lay in quarantine that its index did not know; it does now", entered);
        }
        return entered;
    }

    private boolean enter(String id, Instant before) {
        try {
            Instant kept = files.kept(id);
            if (kept == null
                    || kept.isAfter(before)
                    || index.find(id).toCompletableFuture().join().isPresent()) {
                return false;
            }
            store.enter(files.open(id), place, kept).toCompletableFuture().join();
            return true;
        } catch (GoneException e) {
            LOG.debug("{} was shipped or removed just now", id, e);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} lies in quarantine, cannot be read, and is in no list: {}", id, e.toString());
        }
        return false;
    }
}
