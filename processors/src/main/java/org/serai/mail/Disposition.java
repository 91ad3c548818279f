package org.serai.mail;

/** What becomes of a mail. */
public enum Disposition {
    /** Handed to the backend unchanged. */
    ACCEPT,
    /** Handed to the backend with {@code X-Spam-*} fields prepended. */
    TAG,
    /** Kept in the quarantine store. */
    QUARANTINE,
    /** Refused for now, 4yz: the sender keeps it. */
    DEFER,
    /** Refused, 5yz. */
    REJECT,
    /** Accepted and thrown away; by an explicit list rule only, never by score. */
    DISCARD;

    /** True for what is handed to the backend. */
    public boolean goesOn() {
        return this == ACCEPT || this == TAG;
    }

    /** True for what keeps a mail from its recipients because it is thought bad. */
    public boolean bad() {
        return this == REJECT || this == QUARANTINE;
    }

    /** True when the client gets a 4yz or 5yz. */
    public boolean refuses() {
        return this == DEFER || this == REJECT;
    }
}
