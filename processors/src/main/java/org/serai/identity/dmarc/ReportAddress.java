package org.serai.identity.dmarc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/**
 * Where a domain wants its reports (RFC 9989 section 4.6): a {@code mailto:} URI (RFC 6068) with one plain address.
 *
 * @param address {@code local@domain}, printable ASCII, the domain in A-labels
 * @param host that domain
 */
public record ReportAddress(String address, DomainName host) {

    private static final String SCHEME = "mailto:";
    private static final int MAX_LOCAL_PART = 64;

    /** Null for other schemes, and for what we would not put into an envelope: quotes, several addresses, control characters. */
    public static @Nullable ReportAddress of(String uri) {
        if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        int query = uri.indexOf('?');
        String address = decoded(uri.substring(SCHEME.length(), query < 0 ? uri.length() : query));
        int at = address == null ? -1 : address.lastIndexOf('@');
        if (address == null || at < 1 || at > MAX_LOCAL_PART || !dotAtom(address.substring(0, at))) {
            return null;
        }
        DomainName host = DomainName.of(address.substring(at + 1));
        return host == null || !host.qualified()
                ? null
                : new ReportAddress(address.substring(0, at) + "@" + host.ascii(), host);
    }

    /** A URI without the size that RFC 7489 allowed behind it, {@code !10m}; null when the text is no URI. */
    static @Nullable String withoutSize(String text) {
        int mark = text.indexOf('!');
        String uri = mark < 0 ? text : text.substring(0, mark);
        return (mark < 0 || isSize(text, mark + 1)) && isUri(uri) ? uri : null;
    }

    private static boolean isSize(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > from
                && at - from <= 19
                && (at == text.length() || at == text.length() - 1 && "kmgtKMGT".indexOf(text.charAt(at)) >= 0);
    }

    /** A scheme, a colon and something behind it, printable (RFC 3986 section 3). */
    private static boolean isUri(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || !letter(text.charAt(0))) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean scheme = letter(c) || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
            if (c <= ' ' || c > 126 || i < colon && !scheme) {
                return false;
            }
        }
        return true;
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static @Nullable String decoded(String text) {
        var octets = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
                if (low < 0) {
                    return null;
                }
                octets.put((byte) (high << 4 | low));
                i += 2;
            } else {
                octets.put((byte) c);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** RFC 5322 section 3.2.3. */
    private static boolean dotAtom(String text) {
        boolean atom = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' ? !atom : !letter(c) && !(c >= '0' && c <= '9') && "!#$%&'*+-/=?^_`{|}~".indexOf(c) < 0) {
                return false;
            }
            atom = c != '.';
        }
        return atom;
    }
}
