package org.serai.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.mail.DomainName;

/**
 * The domains that we take mail for: the property {@code local.domains} and the list {@code local-domains.txt}. Upper and
 * lower case, U-labels and A-labels, and a dot at the end make no difference.
 */
public final class LocalDomains {

    private final DomainSet domains;

    /** Properties under {@code local.}. */
    public record Options(
            @Option(
                            value = "",
                            doc =
                                    "Domains we take mail for, separated by commas; .example.org is all below example.org; empty: "
                                            + "localhost and smtp.hostname. The list local-domains.txt adds to it.")
                    List<String> domains) {

        public Options {
            domains.forEach(new DomainSet.Builder()::add);
        }
    }

    /**
     * Joins property and list.
     *
     * @param hostname ours, stands with {@code localhost} where the property is empty
     * @param listed entries of {@code local-domains.txt}
     */
    public LocalDomains(Options options, String hostname, DomainSet listed) {
        var all = new DomainSet.Builder().addAll(listed);
        options.domains().forEach(all::add);
        if (options.domains().isEmpty()) {
            all.add("localhost");
            if (!AddressLiteral.bracketed(hostname)) {
                all.add(hostname);
            }
        }
        domains = all.build();
    }

    /** True for a domain of ours, as it stands in a path. */
    public boolean contains(String domain) {
        DomainName name = DomainName.of(domain);
        return name != null && domains.match(name) != null;
    }

    /** All of them; of those below a domain, that domain. */
    public List<DomainName> all() {
        return domains.domains().toList();
    }

    /** The domain, where there is no other; null where there are several, or all below one. */
    public @Nullable DomainName only() {
        return domains.only();
    }

    /** True when the name itself is one of our domains, not just a name below one. */
    public boolean names(DomainName name) {
        return domains.names(name);
    }
}
