package org.serai.digest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.digest.Digest.Held;
import org.serai.mail.AddressKey;

/** Gathers from the index of quarantine what users are told. Looks at all entries: once for all users. */
public final class Digests {

    /** All recipients of the envelope of a message, in its order; also where the index does not list them all. */
    public interface Recipients {
        List<String> of(String id, QuarantineEntry entry);
    }

    private final Quarantine index;
    private final Recipients recipients;
    private final Set<String> withheld;
    private final int maxMessages;

    /**
     * A gatherer.
     *
     * @param withheld findings with which an administrator alone releases
     * @param maxMessages that a digest tells of
     */
    public Digests(Quarantine index, Recipients recipients, Set<String> withheld, int maxMessages) {
        this.index = index;
        this.recipients = recipients;
        this.withheld = Set.copyOf(withheld);
        this.maxMessages = maxMessages;
    }

    /**
     * Those that are not empty.
     *
     * @param wanted whether this user gets one
     * @param since of which moment on a user is told
     * @param until to this moment, not included
     */
    public List<Digest> gather(Predicate<AddressKey> wanted, Function<AddressKey, Instant> since, Instant until) {
        var users = new HashMap<AddressKey, User>();
        index.forEach((id, entry) -> {
            if (entry.kept().isBefore(until) && entry.state() != QuarantineEntry.State.RELEASED) {
                add(users, wanted, since, id, entry);
            }
        });
        return users.values().stream()
                .map(user -> user.digest(until))
                .filter(digest -> !digest.isEmpty())
                .sorted(Comparator.comparing(digest -> digest.user().toString()))
                .toList();
    }

    private void add(
            Map<AddressKey, User> users,
            Predicate<AddressKey> wanted,
            Function<AddressKey, Instant> since,
            String id,
            QuarantineEntry entry) {
        List<String> all = recipients.of(id, entry);
        var released = entry.releasedTo();
        for (int i = 0; i < all.size(); i++) {
            if (released.get(i)) {
                continue;
            }
            AddressKey key = key(all.get(i));
            User user = users.get(key);
            if (user == null) {
                user = new User(key, all.get(i), wanted.test(key) ? since.apply(key) : Instant.MAX);
                users.put(key, user);
            }
            user.add(new Held(id, entry, all.get(i)));
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
        private final List<Held> held = new ArrayList<>();
        private int hidden;

        /** @param since far away: he is told nothing */
        User(AddressKey key, String recipient, Instant since) {
            this.key = key;
            this.recipient = recipient;
            this.since = since;
        }

        void add(Held message) {
            if (message.entry().kept().isBefore(since)) {
                return;
            }
            if (message.entry().symbols().stream().anyMatch(withheld::contains)) {
                hidden++;
            } else if (held.isEmpty() || !held.get(held.size() - 1).id().equals(message.id())) {
                // He may stand in an envelope twice.
                held.add(message);
            }
        }

        Digest digest(Instant until) {
            held.sort(Comparator.comparing((Held each) -> each.entry().kept()).reversed());
            int most = Math.min(maxMessages, held.size());
            return new Digest(key, recipient, until, held.subList(0, most), held.size() - most, hidden);
        }
    }
}
