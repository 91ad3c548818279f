package org.serai.mail;

/** A point of the SMTP session at which the policy is asked; {@link #id} names its route, {@code direct:<id>}. */
public enum Phase {
    CONNECT("connect"),
    HELO("helo"),
    MAIL_FROM("mail-from"),
    RCPT_TO("rcpt-to"),
    DATA("data");

    private final String id;

    Phase(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** True before the content is known: such a phase only accepts, defers or rejects. */
    public boolean beforeContent() {
        return this != DATA;
    }
}
