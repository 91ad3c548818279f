package org.serai.mail;

import java.util.Locale;

/**
 * A reverse-path or forward-path (RFC 5321 section 4.1.2, RFC 6531 for UTF-8), without its angle brackets.
 *
 * @param text as the client wrote it between the brackets; goes to the backend like this
 * @param localPart as written, with its quotes; empty for the null reverse-path
 * @param domain as written, with the brackets of an address literal; empty for the null reverse-path and {@code <Postmaster>}
 * @param sourceRoute the text held {@code @host,@host:} before the address
 * @param parameters of RCPT that go on to the backend, {@code NOTIFY=... ORCPT=...} (RFC 3461), valid and in this order;
 *     empty when none was said
 */
public record Path(
        @PolicyField("as the client wrote it, without its brackets") String text,
        @PolicyField("the part before the @, as written") String localPart,
        @PolicyField("the part behind the @, as written") String domain,
        boolean sourceRoute,
        @PolicyField("`NOTIFY` and `ORCPT`") String parameters) {

    /** The null reverse-path {@code <>} of notifications (RFC 5321 section 4.5.5). */
    public static final Path NULL = new Path("", "", "", false);

    /** Without parameters. */
    public Path(String text, String localPart, String domain, boolean sourceRoute) {
        this(text, localPart, domain, sourceRoute, "");
    }

    /** The same path as RCPT said it with these parameters. */
    public Path with(String rcptParameters) {
        return new Path(text, localPart, domain, sourceRoute, rcptParameters);
    }

    /** {@code <Postmaster>} without a domain (RFC 5321 section 4.5.1). */
    public static Path postmaster(String asWritten) {
        return new Path(asWritten, asWritten, "", false);
    }

    @PolicyField("it is `<>`")
    public boolean isNull() {
        return text.isEmpty();
    }

    @PolicyField("it is `<Postmaster>`, without a domain")
    public boolean isPostmaster() {
        return domain.isEmpty() && localPart.equalsIgnoreCase("postmaster");
    }

    /** The domain in lower case, for look-ups. */
    @PolicyField("the domain in lower case")
    public String domainKey() {
        return domain.toLowerCase(Locale.ROOT);
    }

    /** {@code local@domain} with the domain in lower case, for look-ups; the local part as written. */
    @PolicyField("the address, its domain in lower case")
    public String address() {
        return domain.isEmpty() ? localPart : localPart + "@" + domainKey();
    }

    @Override
    public String toString() {
        return "<" + text + ">";
    }
}
