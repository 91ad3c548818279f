package org.serai.custody;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.serai.custody.QuarantineEntry.State;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.Tables;

/** What lies in quarantine: an index over all nodes, and the messages themselves, wherever they lie. */
public final class Quarantine {

    /** The most that one page shows. */
    public static final int MAX_PAGE = 1000;

    /** Opens a message where its entry says that it lies. */
    public interface Opening {
        Stored open(String id, QuarantineEntry entry) throws IOException;
    }

    /**
     * Who has not been heard of for so long is no longer at work on a message; whoever is says so each {@link #HEARD}. Much longer, since clocks
     * differ, and a pause of a node must not let another deliver the same.
     */
    public static final Duration LEASE = Duration.ofMinutes(5);

    /** How often a holder renews. */
    public static final Duration HEARD = Duration.ofSeconds(20);

    private final Table<QuarantineEntry> table;
    private final Opening opening;

    public Quarantine(int maxEntries, Duration retention, Tables tables, Opening opening) {
        this.table = tables.table(spec(maxEntries, retention));
        this.opening = opening;
    }

    /** The table that it needs; each node has it all. After a partition what was done on both sides stands. */
    public static TableSpec<QuarantineEntry> spec(int maxEntries, Duration retention) {
        return new TableSpec<>(
                "quarantine",
                QuarantineEntry.class,
                TableSpec.Spread.REPLICATED,
                maxEntries,
                entry -> retention,
                QuarantineEntry::merged);
    }

    /** A message is kept. */
    public CompletionStage<Void> put(String id, QuarantineEntry entry) {
        // What is known already is that it has gone further, or has been deleted.
        return table.update(id, known -> Optional.of(known.map(entry::merged).orElse(entry)))
                .thenAccept(now -> {});
    }

    /** A message lies elsewhere from now on. */
    public CompletionStage<Optional<QuarantineEntry>> moved(String id, Place place) {
        return table.update(id, known -> known.map(entry -> entry.at(place)));
    }

    /** What is known about a message. */
    public CompletionStage<Optional<QuarantineEntry>> find(String id) {
        return table.get(id);
    }

    /**
     * Takes a message for whoever wants to work on it alone, on all nodes.
     *
     * @param who its node and a number of chance
     * @return what stands there now: {@code who} has it if he is the holder
     */
    public CompletionStage<Optional<QuarantineEntry>> hold(String id, String who, Instant now) {
        return table.update(
                id,
                known -> known.map(entry ->
                        entry.isHeld(now, LEASE) || entry.state() == State.DELETED ? entry : entry.heldBy(who, now)));
    }

    /** Its holder is still at work; nothing when another is. */
    public CompletionStage<Optional<QuarantineEntry>> renew(String id, String who, Instant now) {
        return table.update(
                id, known -> known.map(entry -> entry.holder().equals(who) ? entry.heldBy(who, now) : entry));
    }

    /** Whoever holds it has it no longer; nothing when another does. */
    public CompletionStage<Optional<QuarantineEntry>> free(String id, String who) {
        return table.update(id, known -> known.map(entry -> entry.holder().equals(who) ? entry.free() : entry));
    }

    /** These recipients have it, by whomever: positions in the envelope. */
    public CompletionStage<Optional<QuarantineEntry>> released(String id, BitSet recipients) {
        return table.update(id, known -> known.map(entry -> entry.releasedTo(recipients)));
    }

    /** Its bytes are gone. */
    public CompletionStage<Optional<QuarantineEntry>> deleted(String id) {
        return table.update(id, known -> known.map(QuarantineEntry::deleted));
    }

    /** All messages whose bytes are there, in no order. */
    public void forEach(BiConsumer<String, QuarantineEntry> each) {
        table.forEach((id, entry) -> {
            if (entry.state() != State.DELETED) {
                each.accept(id, entry);
            }
        });
    }

    /** Entries, about, those of what was deleted among them. */
    public long size() {
        return table.size();
    }

    /** One message of a list. */
    public record Listed(String id, QuarantineEntry entry) {}

    /**
     * Which messages are listed.
     *
     * @param prefix of their ids; empty: any
     * @param from when they were kept, this moment included
     * @param to this moment not included
     * @param recipient one of those that the index knows, in any case; empty: any
     * @param after the last id of the page before; empty: the first page
     * @param limit messages of a page, 1 to {@value #MAX_PAGE}
     */
    public record Query(String prefix, Instant from, Instant to, String recipient, String after, int limit) {

        public Query {
            if (limit < 1 || limit > MAX_PAGE) {
                throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " messages");
            }
            recipient = recipient.toLowerCase(Locale.ROOT);
        }

        boolean matches(String id, QuarantineEntry entry) {
            return entry.state() != State.DELETED
                    && id.startsWith(prefix)
                    && id.compareTo(after) > 0
                    && !entry.kept().isBefore(from)
                    && entry.kept().isBefore(to)
                    && (recipient.isEmpty()
                            || entry.recipients().stream().anyMatch(each -> each.toLowerCase(Locale.ROOT)
                                    .equals(recipient)));
        }
    }

    /** A page, by id, which is by time. Looks at all entries: for people, not for sessions. */
    public List<Listed> list(Query query) {
        Comparator<Listed> byId = Comparator.comparing(Listed::id);
        var least = new PriorityQueue<>(byId.reversed());
        table.forEach((id, entry) -> {
            if (query.matches(id, entry)) {
                least.add(new Listed(id, entry));
                if (least.size() > query.limit()) {
                    least.poll();
                }
            }
        });
        return least.stream().sorted(byId).toList();
    }

    /**
     * A message, whose bytes are those that were kept.
     *
     * @throws GoneException when it is there no longer, or was never
     * @throws IOException when it cannot be read for now, or its bytes are others
     */
    public Stored open(String id) throws IOException {
        Optional<QuarantineEntry> entry;
        try {
            entry = find(id).toCompletableFuture().join();
        } catch (RuntimeException e) {
            throw new IOException("the index of quarantine does not answer", e);
        }
        if (entry.isEmpty() || entry.get().state() == State.DELETED) {
            throw new GoneException(id + " is not in quarantine");
        }
        return opening.open(id, entry.get()).verified(entry.get().sha256());
    }
}
