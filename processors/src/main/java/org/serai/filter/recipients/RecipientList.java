package org.serai.filter.recipients;

import java.nio.file.Path;
import org.serai.config.EntryFile;
import org.serai.filter.AddressList;
import org.serai.filter.DomainSet;
import org.serai.mail.AddressKey;
import org.serai.mail.DomainName;

/**
 * The file {@code config/lists/recipients.txt}: an address or {@code @domain} a line. It has all recipients of the domains that
 * stand in it, and says nothing of others.
 */
public final class RecipientList {

    private static final String FILE = "recipients.txt";

    private final AddressList addresses = new AddressList();
    private final DomainSet domains;

    private RecipientList(Path file) {
        var named = new DomainSet.Builder();
        new EntryFile(file).forEachUncommented(entry -> {
            int at = entry.lastIndexOf('@');
            String domain = entry.substring(at + 1);
            if (at < 0 || domain.isEmpty() || domain.indexOf('*') > 0) {
                throw new IllegalArgumentException("'" + entry
                        + "' is neither an address such as anna@example.org nor a domain such as @example.org");
            }
            addresses.add(entry);
            named.add(domain);
        });
        addresses.complete();
        domains = named.build();
    }

    /**
     * Reads it from the directory of lists; where there is none, it has no domain.
     *
     * @throws org.serai.config.ConfigException naming file and line of a wrong entry
     */
    public static RecipientList load(Path lists) {
        return new RecipientList(lists.resolve(FILE));
    }

    boolean has(AddressKey address) {
        return addresses.match(address) != null;
    }

    boolean knows(String domain) {
        DomainName name = DomainName.of(domain);
        return name != null && domains.match(name) != null;
    }
}
