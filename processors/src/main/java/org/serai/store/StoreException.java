package org.serai.store;

/** The store could not answer; what then happens to a mail is policy. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why there is no answer. */
    public enum Reason {
        /** It took longer than {@code store.timeout}; a change may have been made. */
        LATE,
        /** It said that it cannot. */
        FAILED
    }

    private final Reason reason;

    StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
