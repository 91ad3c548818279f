package org.serai.filter.lists;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;
import org.serai.mail.Path;

/**
 * Mail addresses: {@code anna@example.org}, {@code @example.org} and {@code @.example.org} for all of a domain or below it,
 * {@code postmaster@} at whatever domain, {@code *-bounces@lists.example.org}, and {@code <>} for the null reverse-path.
 * Upper and lower case make no difference, nor do quotes around a local part.
 */
final class AddressList implements EntryList {

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
            addresses.add(local(entry.substring(0, at)) + "@" + domain(domain));
        }
    }

    @Override
    public void complete() {
        domains.complete();
    }

    @Nullable
    String match(Path path) {
        if (path.isNull()) {
            return addresses.contains(NULL) ? NULL : null;
        }
        String local = local(path.localPart());
        String address = local + "@" + domain(path.domain());
        if (addresses.contains(address)) {
            return address;
        }
        if (addresses.contains(local + "@")) {
            return local + "@";
        }
        String domain = domains.match(path.domain());
        return domain == null ? globs.match(address) : "@" + domain;
    }

    private static String domain(String written) {
        DomainName name = DomainName.of(written);
        return name == null ? written.toLowerCase(Locale.ROOT) : name.ascii();
    }

    private static String local(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        if (lower.length() < 2 || !lower.startsWith("\"") || !lower.endsWith("\"")) {
            return lower;
        }
        var out = new StringBuilder(lower.length());
        for (int i = 1; i < lower.length() - 1; i++) {
            if (lower.charAt(i) == '\\' && i + 2 < lower.length()) {
                i++;
            }
            out.append(lower.charAt(i));
        }
        return out.toString();
    }
}
