package org.serai.filter;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.serai.config.EntryFile;
import org.serai.mail.DomainName;

/**
 * Domains and the subdomains of domains. An entry {@code example.org} is that domain alone; {@code .example.org} or
 * {@code *.example.org} are all domains below it, without itself. A look-up costs a hash for each label.
 */
public final class DomainSet {

    public static final DomainSet EMPTY = new Builder().build();

    private final Set<String> exact;
    private final Set<String> below;

    private DomainSet(Set<String> exact, Set<String> below) {
        this.exact = exact;
        this.below = below;
    }

    /**
     * The entries of a file, one a line; none where there is no file.
     *
     * @throws org.serai.config.ConfigException naming file and line of a wrong one
     */
    public static DomainSet load(Path file) {
        var out = new Builder();
        new EntryFile(file).forEachUncommented(out::add);
        return out.build();
    }

    /** The entry that covers this domain, or null. */
    public @Nullable String match(DomainName domain) {
        String name = domain.ascii();
        if (exact.contains(name)) {
            return name;
        }
        if (!below.isEmpty()) {
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                if (below.contains(name.substring(dot + 1))) {
                    return name.substring(dot);
                }
            }
        }
        return null;
    }

    /** The domains of all entries, with and without a dot in front. */
    public Stream<DomainName> domains() {
        return Stream.concat(exact.stream(), below.stream()).distinct().map(DomainName::new);
    }

    /** The domain that is the only entry, and not with a dot in front; else null. */
    public @Nullable DomainName only() {
        return exact.size() == 1 && below.isEmpty()
                ? new DomainName(exact.iterator().next())
                : null;
    }

    /** The domain itself is an entry, not just one of its parents. */
    public boolean names(DomainName domain) {
        return exact.contains(domain.ascii());
    }

    /** Collects the entries of one set. */
    public static final class Builder {

        private final Set<String> exact = new HashSet<>();
        private final Set<String> below = new HashSet<>();

        /**
         * Adds one entry.
         *
         * @throws IllegalArgumentException saying what is wrong with it
         */
        public Builder add(String entry) {
            int skip = entry.startsWith("*.") ? 2 : entry.startsWith(".") ? 1 : 0;
            DomainName name = DomainName.of(entry.substring(skip));
            if (name == null) {
                throw new IllegalArgumentException("'" + entry + "' is not a domain such as example.org or .example.org"
                        + " (write one with unusual letters in its xn-- form)");
            }
            (skip == 0 ? exact : below).add(name.ascii());
            return this;
        }

        /** Adds all entries of another set. */
        public Builder addAll(DomainSet other) {
            exact.addAll(other.exact);
            below.addAll(other.below);
            return this;
        }

        public DomainSet build() {
            return new DomainSet(exact, below);
        }
    }
}
