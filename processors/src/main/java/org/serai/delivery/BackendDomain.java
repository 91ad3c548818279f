package org.serai.delivery;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A server for the mail of one domain.
 *
 * @param spellings the domain in lower case, with A-labels and with U-labels
 */
public record BackendDomain(Set<String> spellings, BackendAddress server) {

    /**
     * Reads {@code example.org=smtp://host:port}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static BackendDomain parse(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("'" + text + "' is not of the form example.org=smtp://host:port");
        }
        String domain = text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        var server = BackendAddress.parse(text.substring(equals + 1).strip());
        return new BackendDomain(Set.copyOf(List.of(IDN.toASCII(domain), IDN.toUnicode(domain))), server);
    }
}
