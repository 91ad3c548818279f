package org.serai.learn;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/**
 * Whose mail it is: whose own lessons weigh for it, and to whose it comes when it is learned.
 *
 * @param user an address in lower case, its domain in A-labels; empty: nobody alone
 * @param domain of the user, or of several, in lower case and A-labels; empty: none
 */
public record Addressee(String user, String domain) {

    /** Of a mail that is nobody's. */
    public static final Addressee NOBODY = new Addressee("", "");

    /** No address has more (RFC 5321 section 4.5.3.1). */
    private static final int MOST = 320;

    /** Of an address; one without a domain, such as {@code Postmaster}, is nobody's. */
    public static Addressee of(String address) {
        int at = address.lastIndexOf('@');
        if (at <= 0 || at + 1 == address.length() || address.length() > MOST) {
            return NOBODY;
        }
        String written = address.substring(at + 1).toLowerCase(Locale.ROOT);
        DomainName name = DomainName.of(written);
        String domain = name == null ? written : name.ascii();
        return new Addressee(address.substring(0, at).toLowerCase(Locale.ROOT) + "@" + domain, domain);
    }

    /**
     * Of the name that a user logs in with: his address, or what stands before the {@code @} in it.
     *
     * @param only the domain of all our users, for a name without one; null where they have several: such a name is nobody's
     */
    public static Addressee ofLogin(String login, @Nullable DomainName only) {
        return login.indexOf('@') >= 0 ? of(login) : only == null ? NOBODY : of(login + "@" + only.ascii());
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
    private Addressee everybodyThere() {
        return new Addressee("", domain);
    }
}
