package org.serai.history;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.serai.identity.dmarc.HeaderFrom;
import org.serai.mail.AddressKey;
import org.serai.mail.DomainName;
import org.serai.mime.Addresses;
import org.serai.mime.MimeView;

/** Reads who has written a message. */
public final class Author {

    private Author() {}

    /**
     * The address in the header From. Empty where strict and lax readers might not see one and the same: more than one address or
     * field, or a field that is malformed.
     */
    public static Optional<AddressKey> of(MimeView view) {
        HeaderFrom from = HeaderFrom.of(view);
        DomainName domain = from.author();
        if (domain == null || !from.trouble().isEmpty() || !from.unjudged().isEmpty()) {
            return Optional.empty();
        }
        List<String> addresses = view.headers().stream()
                .filter(field -> field.is("From"))
                .flatMap(field -> Addresses.of(field.body()).stream())
                .toList();
        if (addresses.size() != 1) {
            return Optional.empty();
        }
        String address = new String(addresses.get(0).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        int at = address.lastIndexOf('@');
        return at > 0 && domain.equals(DomainName.of(address.substring(at + 1)))
                ? Optional.of(AddressKey.of(address.substring(0, at), domain.ascii()))
                : Optional.empty();
    }
}
