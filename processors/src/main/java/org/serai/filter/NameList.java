package org.serai.filter;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/**
 * Host and domain names: {@code mx.example.org}, {@code .example.org} for all below it, {@code dsl*.example.org}, and
 * address literals {@code [192.0.2.7]} as they are said.
 */
public final class NameList implements EntryList {

    private final DomainSet.Builder names = new DomainSet.Builder();
    private final Set<String> literals = new HashSet<>();
    private final Globs globs = new Globs();
    private DomainSet domains = DomainSet.EMPTY;

    @Override
    public void add(String entry) {
        if (entry.startsWith("[") && entry.endsWith("]")) {
            literals.add(entry.toLowerCase(Locale.ROOT));
        } else if (entry.lastIndexOf('*') > (entry.startsWith("*.") ? 0 : -1)) {
            globs.add(entry);
        } else {
            names.add(entry);
        }
    }

    @Override
    public void complete() {
        domains = names.build();
    }

    /** The entry that covers a name, or null. */
    public @Nullable String match(String name) {
        DomainName domain = DomainName.of(name);
        String listed = domain == null ? null : domains.match(domain);
        if (listed != null) {
            return listed;
        }
        String text = domain == null ? name.toLowerCase(Locale.ROOT) : domain.ascii();
        return literals.contains(text) ? text : globs.match(text);
    }
}
