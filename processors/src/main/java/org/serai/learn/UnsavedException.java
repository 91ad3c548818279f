package org.serai.learn;

import org.serai.learn.Teacher.Outcome;

/** A lecture has become of what it has, and counts, but is not on disk yet; that is tried again. */
public final class UnsavedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Outcome outcome;

    public UnsavedException(Outcome outcome, Throwable cause) {
        super(cause.getMessage(), cause);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
