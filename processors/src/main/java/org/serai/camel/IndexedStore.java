package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.serai.custody.MessageStore;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.Stored;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mime.EncodedWords;
import org.serai.mime.MimeReader;
import org.serai.verdict.KeptLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enters what a store keeps in the index. A message without an entry is kept all the same: that is told in the log. */
final class IndexedStore implements MessageStore {

    private static final Logger LOG = LoggerFactory.getLogger(IndexedStore.class);

    private static final String UNLISTED = "{} is kept, but not in the index of quarantine";

    /** As much of a subject as can be left of it when it is decoded. */
    private static final int MAX_FIELD = 2000;

    private final MessageStore store;
    private final Place held;
    private final Quarantine index;
    private final MimeReader mime;
    private final String node;
    private final Clock clock;

    /** @param held where the store puts copies that are held */
    IndexedStore(MessageStore store, Place held, Quarantine index, MimeReader mime, String node, Clock clock) {
        this.store = store;
        this.held = held;
        this.index = index;
        this.mime = mime;
        this.node = node;
        this.clock = clock;
    }

    @Override
    public Held hold(String id, Content content, String json) throws IOException {
        Held copy = store.hold(id, content, json);
        QuarantineEntry entry = entryOrNull(id, content, json, held);
        if (entry == null) {
            return copy;
        }
        return new Held() {
            @Override
            public void confirm() throws IOException {
                copy.confirm();
                enter(id, entry);
            }

            @Override
            public void withdraw() throws IOException {
                copy.withdraw();
            }
        };
    }

    @Override
    public CompletionStage<Place> keep(String id, Content content, String json, Deadline until) {
        return store.keep(id, content, json, until).thenApply(place -> {
            QuarantineEntry entry = entryOrNull(id, content, json, place);
            if (entry != null) {
                enter(id, entry);
            }
            return place;
        });
    }

    private @Nullable QuarantineEntry entryOrNull(String id, Content content, String json, Place place) {
        try {
            return entry(content, json, place, clock.instant());
        } catch (IOException | RuntimeException e) {
            LOG.error(UNLISTED, id, e);
            return null;
        }
    }

    /**
     * Enters a message that is kept already; done when the index has it.
     *
     * @throws IllegalArgumentException when what was kept with it is no line of ours
     */
    CompletionStage<Void> enter(Stored stored, Place at, Instant kept) throws IOException {
        return index.put(stored.id(), entry(stored.content(), stored.json(), at, kept));
    }

    private QuarantineEntry entry(Content content, String json, Place place, Instant kept) throws IOException {
        KeptLine line = KeptLine.parse(json);
        return new QuarantineEntry(
                kept,
                line.mailFrom(),
                line.recipients(),
                line.recipients().size(),
                field(content, "Subject"),
                content.size(),
                content.sha256().hex(),
                line.score(),
                line.symbols(),
                line.client(),
                QuarantineEntry.State.KEPT,
                node,
                place,
                field(content, "From"));
    }

    private String field(Content content, String name) {
        return mime.view(content).headers().stream()
                .filter(field -> field.is(name))
                .map(field -> decoded(field.body()))
                .findFirst()
                .orElse("");
    }

    private static String decoded(String body) {
        return EncodedWords.decode(body.length() > MAX_FIELD ? body.substring(0, MAX_FIELD) : body)
                .strip();
    }

    private void enter(String id, QuarantineEntry entry) {
        try {
            index.put(id, entry).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.error(UNLISTED, id, failure);
                }
            });
        } catch (RuntimeException e) {
            // The message is kept, and the client must be told so.
            LOG.error(UNLISTED, id, e);
        }
    }
}
