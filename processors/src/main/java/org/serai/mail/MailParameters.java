package org.serai.mail;

/**
 * The parameters of MAIL that go on to the backend.
 *
 * @param size octets by RFC 1870, 0 when not said
 * @param eightBit {@code BODY=8BITMIME} (RFC 6152)
 * @param utf8 {@code SMTPUTF8} (RFC 6531)
 */
public record MailParameters(long size, boolean eightBit, boolean utf8) {

    public static final MailParameters NONE = new MailParameters(0, false, false);
}
