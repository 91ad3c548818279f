package org.serai.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is held against a client network.
 *
 * @param points at that time; half of them are left after each half-life
 * @param unknownRecipients that it has asked for, which fade alike
 * @param at when this was written
 */
public record Penalty(double points, double unknownRecipients, Instant at) {

    /** A store keeps milliseconds: so it is the same on the node that wrote it and on those that read. */
    public Penalty {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
