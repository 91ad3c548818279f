package org.serai.filter;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.mail.AddressKey;
import org.serai.mail.DomainName;
import org.serai.mail.Path;

/**
 * Mail addresses: {@code anna@example.org}, {@code @example.org} and {@code @.example.org} for all of a domain or below it,
 * {@code postmaster@} at whatever domain, {@code *-bounces@lists.example.org}, and {@code <>} for the null reverse-path.
 * Upper and lower case make no difference, nor do quotes around a local part.
 */
public final class AddressList implements EntryList {

    private static final String NULL = "<>";

    private final Set<String> addresses = new HashSet<>();
    private final NameList domains = new NameList();
    private final Globs globs = new Globs();

    @Override
    public void add(String entry) {
        int at = entry.lastIndexOf('@');
        if (entry.equals(NULL)) {
            addresses.add(NULL);
        } else if (at < 0) {
            throw new IllegalArgumentException(
                    "'" + entry + "' is not an address such as anna@example.org, @example.org"
                            + " for a whole domain, postmaster@ or <>");
        } else if (at == 0) {
            domains.add(entry.substring(1));
        } else if (entry.indexOf('*') >= 0) {
            globs.add(entry);
        } else {
            String domain = entry.substring(at + 1);
            if (!domain.isEmpty() && !domain.startsWith("[") && DomainName.of(domain) == null) {
                throw new IllegalArgumentException("'" + domain + "' is not a domain");
            }
            AddressKey key = AddressKey.of(entry.substring(0, at), domain);
            addresses.add(key.local() + "@" + key.domain());
        }
    }

    @Override
    public void complete() {
        domains.complete();
    }

    /** The entry that covers a path, or null: the address itself before its local part, domain and patterns. */
    public @Nullable String match(Path path) {
        return path.isNull() ? addresses.contains(NULL) ? NULL : null : match(AddressKey.of(path));
    }

    /** The same for an address that is not null. */
    public @Nullable String match(AddressKey key) {
        String local = key.local();
        String address = local + "@" + key.domain();
        if (addresses.contains(address)) {
            return address;
        }
        if (addresses.contains(local + "@")) {
            return local + "@";
        }
        String domain = domains.match(key.domain());
        return domain == null ? globs.match(address) : "@" + domain;
    }
}
