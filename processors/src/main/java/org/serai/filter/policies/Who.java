package org.serai.filter.policies;

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

    /** How special its reason is to cover somebody, in rising order. */
    enum Rank {
        EVERYBODY,
        DOMAIN,
        GROUP,
        ADDRESS
    }

    /** Why it covers a path, the most special reason; null where it does not. */
    @Nullable
    Rank of(@Nullable Path path, Predicate<Group> member) {
        if (everybody) {
            return Rank.EVERYBODY;
        }
        if (path == null) {
            return null;
        }
        String entry = addresses.match(path);
        if (entry != null && entry.charAt(0) != '@') {
            return Rank.ADDRESS;
        }
        if (groups.stream().anyMatch(member)) {
            return Rank.GROUP;
        }
        return entry == null ? null : Rank.DOMAIN;
    }
}
