package org.serai.mail;

/**
 * What the way to the mailbox can carry: the door announces no more than all backends do.
 *
 * @param eightBit 8BITMIME (RFC 6152)
 * @param utf8 SMTPUTF8 (RFC 6531)
 * @param dsn DSN (RFC 3461)
 */
public record Capabilities(boolean eightBit, boolean utf8, boolean dsn) {

    /** Before any backend was asked: what nearly every server can. */
    public static final Capabilities USUAL = new Capabilities(true, true, false);

    /** What both can. */
    public Capabilities and(Capabilities other) {
        return new Capabilities(eightBit && other.eightBit, utf8 && other.utf8, dsn && other.dsn);
    }
}
