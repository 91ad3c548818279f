package org.serai.mail;

/** A path breaks the grammar of RFC 5321 section 4.1.2; its reason is a plain sentence for the sender. */
public final class PathException extends Exception {

    private final String status;
    private final String reason;

    PathException(String status, String reason) {
        super(reason, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    /** Enhanced status code without its class (RFC 3463): {@code 1.7} sender, {@code 1.3} recipient, {@code 6.7} UTF-8. */
    public String status() {
        return status;
    }

    public String reason() {
        return reason;
    }
}
