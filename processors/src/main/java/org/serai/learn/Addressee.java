package org.serai.learn;

import java.util.List;
import java.util.Locale;

/**
 * Whose mail it is: whose own lessons weigh for it, and to whose it comes when it is learned.
 *
 * @param user an address in lower case, or a login; empty: nobody alone
 * @param domain of the user, or of several, in lower case; empty: none
 */
public record Addressee(String user, String domain) {

    /** Of a mail that is nobody's. */
    public static final Addressee NOBODY = new Addressee("", "");

    /** No address has more (RFC 5321 section 4.5.3.1). */
    private static final int MOST = 320;

    /** Of an address or a login. */
    public static Addressee of(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        int at = lower.lastIndexOf('@');
        return lower.length() > MOST ? NOBODY : new Addressee(lower, at < 0 ? "" : lower.substring(at + 1));
    }

    /** Of a mail to these: to one, his; to several of a domain, the domain's. */
    public static Addressee of(List<String> addresses) {
        Addressee out = addresses.isEmpty() ? NOBODY : of(addresses.get(0));
        for (String each : addresses.subList(Math.min(1, addresses.size()), addresses.size())) {
            Addressee other = of(each);
            if (!other.domain().equals(out.domain())) {
                return NOBODY;
            }
            out = other.user().equals(out.user()) ? out : out.everybodyThere();
        }
        return out;
    }

    /** The domain alone. */
    public Addressee everybodyThere() {
        return new Addressee("", domain);
    }
}
