package org.serai.digest;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.serai.custody.GoneException;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.digest.Digest.Held;
import org.serai.mail.AddressKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers from the index of quarantine what users are told. Looks at all entries: once for all users. */
public final class Digests {

    /** All recipients of the envelope of a message, in its order; asked where the index does not list them all. */
    public interface Recipients {
        List<String> of(String id) throws IOException;
    }

    /**
     * Whom it is about.
     *
     * @param wanted whether this user gets one
     * @param since of which moment on a user is told
     * @param until to this moment, not included
     * @param opened of messages kept before this, those recipients alone are told whom the index lists
     */
    public record Span(
            Predicate<AddressKey> wanted, Function<AddressKey, Instant> since, Instant until, Instant opened) {}

    private static final Logger LOG = LoggerFactory.getLogger(Digests.class);

    /** Messages with more recipients than the index lists, which are read whole. */
    static final int MOST_OPENED = 1000;

    private final Quarantine index;
    private final Recipients recipients;
    private final Set<String> withheld;
    private final int maxMessages;
    private final int maxUsers;

    /**
     * A gatherer.
     *
     * @param withheld findings with which an administrator alone releases
     * @param maxMessages that a digest tells of
     * @param maxUsers who are told; more are not, this time
     */
    public Digests(Quarantine index, Recipients recipients, Set<String> withheld, int maxMessages, int maxUsers) {
        this.index = index;
        this.recipients = recipients;
        this.withheld = Set.copyOf(withheld);
        this.maxMessages = maxMessages;
        this.maxUsers = maxUsers;
    }

    /** Those that are not empty. */
    public List<Digest> gather(Span span) {
        var gathering = new Gathering(span);
        index.forEach((id, entry) -> {
            if (entry.kept().isBefore(span.until()) && entry.state() != QuarantineEntry.State.RELEASED) {
                gathering.add(id, entry);
            }
        });
        return gathering.digests();
    }

    /** One time; what it reads and remembers is bounded. */
    private final class Gathering {

        private final Span span;
        private final Map<AddressKey, User> users = new HashMap<>();
        private int opened;
        private boolean silent;
        private boolean full;

        Gathering(Span span) {
            this.span = span;
        }

        void add(String id, QuarantineEntry entry) {
            List<String> all = recipients(id, entry);
            var released = entry.releasedTo();
            for (int i = 0; i < all.size(); i++) {
                User user = released.get(i) ? null : user(all.get(i));
                if (user != null) {
                    user.add(new Held(id, entry, all.get(i)));
                }
            }
        }

        private List<String> recipients(String id, QuarantineEntry entry) {
            boolean topic = entry.place().kind() == Place.Kind.TOPIC;
            if (entry.listsAll() || entry.kept().isBefore(span.opened()) || topic && silent || opened >= MOST_OPENED) {
                return entry.recipients();
            }
            opened++;
            try {
                return Digests.this.recipients.of(id);
            } catch (GoneException e) {
                LOG.debug("{} is in the index alone", id, e);
            } catch (IOException e) {
                LOG.warn("Not all recipients of {} are told that it is held back: {}", id, e.toString());
                // Each of the next would wait for brokers as long.
                silent |= topic;
            }
            return entry.recipients();
        }

        private @Nullable User user(String address) {
            AddressKey key = key(address);
            User known = users.get(key);
            if (known != null || !span.wanted().test(key)) {
                return known;
            }
            if (users.size() >= maxUsers) {
                if (!full) {
                    LOG.warn(
                            "More than {} users would have to be told, digest.max-entries; the others are not",
                            maxUsers);
                    full = true;
                }
                return null;
            }
            var user = new User(key, address, span.since().apply(key));
            users.put(key, user);
            return user;
        }

        List<Digest> digests() {
            return users.values().stream()
                    .map(user -> user.digest(span.until()))
                    .filter(digest -> !digest.isEmpty())
                    .sorted(Comparator.comparing(digest -> digest.user().toString()))
                    .toList();
        }
    }

    /** Of an address as an envelope has it. */
    public static AddressKey key(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? AddressKey.of(address, "") : AddressKey.of(address.substring(0, at), address.substring(at + 1));
    }

    private final class User {

        private final AddressKey key;
        private final String recipient;
        private final Instant since;

        /** The latest, the first of them first. */
        private final Queue<Held> held = new PriorityQueue<>(
                Comparator.comparing((Held each) -> each.entry().kept()));

        private int count;
        private int hidden;
        private String last = "";

        User(AddressKey key, String recipient, Instant since) {
            this.key = key;
            this.recipient = recipient;
            this.since = since;
        }

        void add(Held message) {
            // He may stand in an envelope twice.
            if (message.entry().kept().isBefore(since) || message.id().equals(last)) {
                return;
            }
            last = message.id();
            if (message.entry().symbols().stream().anyMatch(withheld::contains)) {
                hidden++;
                return;
            }
            count++;
            held.add(message);
            if (held.size() > maxMessages) {
                held.remove();
            }
        }

        Digest digest(Instant until) {
            List<Held> latest = held.stream()
                    .sorted(Comparator.comparing((Held each) -> each.entry().kept())
                            .reversed())
                    .toList();
            return new Digest(key, recipient, until, latest, count - latest.size(), hidden);
        }
    }
}
