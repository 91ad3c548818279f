package org.serai.filter.policies;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.serai.filter.AddressList;
import org.serai.mail.Path;

/**
 * Whom an entry is for, as recipients or as senders.
 *
 * @param addresses addresses and domains
 * @param everybody nobody is named, so it is for all
 */
record Who(AddressList addresses, List<Group> groups, boolean everybody) {

    static final Who EVERYBODY = new Who(new AddressList(), List.of(), true);

    /** Why it covers somebody, the more special the later. */
    enum Rank {
        EVERYBODY,
        DOMAIN,
        GROUP,
        ADDRESS
    }

    /**
     * How special its reason is.
     *
     * @param length of a domain: of two that cover the same address the longer one lies below the other; else 0
     */
    record Cover(Rank rank, int length) implements Comparable<Cover> {

        private static final Comparator<Cover> GENERAL_FIRST =
                Comparator.comparing(Cover::rank).thenComparingInt(Cover::length);

        @Override
        public int compareTo(Cover other) {
            return GENERAL_FIRST.compare(this, other);
        }
    }

    /** Why it covers a path, the most special reason; null where it does not. */
    @Nullable
    Cover of(@Nullable Path path, Predicate<Group> member) {
        if (everybody) {
            return new Cover(Rank.EVERYBODY, 0);
        }
        if (path == null) {
            return null;
        }
        String entry = addresses.match(path);
        if (entry != null && entry.charAt(0) != '@') {
            return new Cover(Rank.ADDRESS, 0);
        }
        if (groups.stream().anyMatch(member)) {
            return new Cover(Rank.GROUP, 0);
        }
        return entry == null ? null : new Cover(Rank.DOMAIN, entry.length());
    }
}
