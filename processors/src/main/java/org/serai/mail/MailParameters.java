package org.serai.mail;

/**
 * The parameters of MAIL that go on to the backend.
 *
 * @param size octets by RFC 1870, 0 when not said
 * @param eightBit {@code BODY=8BITMIME} (RFC 6152)
 * @param utf8 {@code SMTPUTF8} (RFC 6531)
 * @param ret {@code FULL} or {@code HDRS} (RFC 3461 section 4.3), empty when not said
 * @param envid {@code ENVID} as xtext (RFC 3461 section 4.4), empty when not said
 * @param quiet nobody shall be notified of anything: {@code NOTIFY=NEVER} for each recipient, where the backend knows DSN
 */
public record MailParameters(
        @PolicyField("announced octets, 0 when not said") long size,
        @PolicyField("`BODY=8BITMIME`") boolean eightBit,
        @PolicyField("`SMTPUTF8`") boolean utf8,
        @PolicyField("`RET`, or empty") String ret,
        @PolicyField("`ENVID`, or empty") String envid,
        boolean quiet) {

    public static final MailParameters NONE = new MailParameters(0, false, false);

    /** Without delivery status parameters. */
    public MailParameters(long size, boolean eightBit, boolean utf8) {
        this(size, eightBit, utf8, "", "");
    }

    /** Of a sender who asks for himself. */
    public MailParameters(long size, boolean eightBit, boolean utf8, String ret, String envid) {
        this(size, eightBit, utf8, ret, envid, false);
    }
}
