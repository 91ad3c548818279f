package org.serai.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import org.serai.mail.AddressKey;

/**
 * A search filter (RFC 4515) with places for an address: {@code (mail={address})}, {@code (&(uid={local})(dc={domain}))}.
 *
 * @param text as the operator wrote it
 */
public record LdapFilter(String text) {

    private static final List<String> PLACES = List.of("address", "local", "domain");

    /**
     * Reads a filter; the empty one is none and may not be asked.
     *
     * @throws IllegalArgumentException when it is no filter, or asks for no address
     */
    public static LdapFilter parse(String text) {
        var filter = new LdapFilter(text.strip());
        if (!filter.isEmpty()) {
            filter.refuseMisplaced();
            Filter tried = filter.of(new AddressKey("a", "example.org"));
            if (tried.equals(filter.of(new AddressKey("b", "example.net")))) {
                throw new IllegalArgumentException("'" + text + "' says nothing of {address}, {local} or {domain}: it"
                        + " would be true of every address or of none");
            }
        }
        return filter;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** With this address in its places, each octet that means something in a filter escaped (RFC 4515 section 3). */
    Filter of(AddressKey address) {
        var out = new StringBuilder(text.length() + 100);
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            String place = close < 0 ? "" : text.substring(open + 1, close);
            out.append(text, from, open).append(Filter.encodeValue(value(place, address)));
            from = close + 1;
        }
        out.append(text, from, text.length());
        try {
            return Filter.create(out.toString());
        } catch (LDAPException e) {
            throw new IllegalArgumentException("'" + text + "' is no LDAP filter: " + e.getMessage(), e);
        }
    }

    private String value(String place, AddressKey address) {
        return switch (place) {
            case "address" -> address.toString();
            case "local" -> address.local();
            case "domain" -> address.domain();
            default ->
                throw new IllegalArgumentException(
                        "'" + text + "': there is no {" + place + "}; there are {" + String.join("}, {", PLACES) + "}");
        };
    }

    /** Outside of a value, nothing of an address can be escaped. */
    private void refuseMisplaced() {
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            int item = text.lastIndexOf('(', open);
            int equals = text.lastIndexOf('=', open);
            if (equals < 0 || equals < item) {
                throw new IllegalArgumentException("'" + text + "': {…} must stand behind a =, in the value");
            }
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
