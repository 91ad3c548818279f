package org.serai.digest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.serai.mail.AddressKey;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/** What is remembered of users and links, on all nodes: up to when a user has been told, who wants no digest, and which links were used. Waits for the store. */
public final class Notes {

    /** A node that dies has not sent what it took on; another may after that. */
    static final Duration CLAIM = Duration.ofMinutes(50);

    private static final Duration TOLD = Duration.ofDays(400);
    private static final Duration OFF = Duration.ofDays(3650);

    /**
     * One entry of the table {@code digest}.
     *
     * @param told of a user: of what was kept before he has been told
     * @param claimed of a user: when a node took on his digest; 1970 when none does
     * @param by of a user: which
     * @param off of a user: he wants none
     * @param seconds for which this entry stays
     */
    public record Note(Instant told, Instant claimed, String by, boolean off, long seconds) {}

    private static final Note NEVER = new Note(Instant.EPOCH, Instant.EPOCH, "", false, TOLD.toSeconds());

    private final Table<Note> table;

    public Notes(int maxEntries, Tables tables) {
        this.table = tables.table(spec(maxEntries));
    }

    /** The table that it needs. After a partition who was told on one side was told, and who wants none gets none. */
    public static TableSpec<Note> spec(int maxEntries) {
        return new TableSpec<>(
                "digest",
                Note.class,
                Spread.REPLICATED,
                maxEntries,
                note -> Duration.ofSeconds(Math.max(1, note.seconds())),
                (one, other) -> one.off() || other.told().isBefore(one.told()) ? one : other);
    }

    private static String user(AddressKey user) {
        return "user/" + user;
    }

    private static String off(AddressKey user) {
        return "off/" + user;
    }

    private static String used(Link link) {
        return "used/" + link.mark();
    }

    /** Of what was kept before this the user has been told; 1970: of nothing. */
    public Instant told(AddressKey user) {
        return await(table.get(user(user))).map(Note::told).orElse(Instant.EPOCH);
    }

    /**
     * Takes on the digest of what was kept before {@code slot}, on all nodes alone: false when the user has had it, or another is about to
     * send it.
     */
    public boolean claim(AddressKey user, Instant slot, Instant now) {
        String who = UUID.randomUUID().toString();
        Optional<Note> after = await(table.update(user(user), known -> {
            Note note = known.orElse(NEVER);
            boolean free =
                    note.told().isBefore(slot) && !note.claimed().plus(CLAIM).isAfter(now);
            return free ? Optional.of(new Note(note.told(), now, who, false, TOLD.toSeconds())) : known;
        }));
        return after.isPresent() && after.get().by().equals(who);
    }

    /** The user has been told of what was kept before {@code slot}. */
    public void done(AddressKey user, Instant slot) {
        await(table.update(
                user(user), known -> Optional.of(new Note(slot, Instant.EPOCH, "", false, TOLD.toSeconds()))));
    }

    /** The user has not been told, and may be at once. */
    public void free(AddressKey user) {
        await(table.update(
                user(user),
                known -> known.map(note -> new Note(note.told(), Instant.EPOCH, "", false, TOLD.toSeconds()))));
    }

    /** Whether the user wants no digests. */
    public boolean isOff(AddressKey user) {
        return await(table.get(off(user))).isPresent();
    }

    /** From now on he wants none, or some again. */
    public void off(AddressKey user, boolean off) {
        if (off) {
            await(table.put(off(user), new Note(Instant.EPOCH, Instant.EPOCH, "", true, OFF.toSeconds())));
        } else {
            await(table.remove(off(user)));
        }
    }

    /** What the link is for has been done by it. */
    public boolean isUsed(Link link) {
        return await(table.get(used(link))).isPresent();
    }

    /** It is remembered until the link is over anyhow. */
    public void used(Link link, Instant now) {
        long left = Duration.between(now, link.until()).toSeconds();
        await(table.put(used(link), new Note(now, Instant.EPOCH, "", false, left + 1)));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
