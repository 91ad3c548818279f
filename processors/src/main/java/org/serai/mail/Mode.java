package org.serai.mail;

/** How much a filter's findings weigh. */
public enum Mode {
    /** The filter does not run. */
    OFF,
    /** Recorded, decides and scores nothing. */
    MONITOR,
    /** Adds its points to the score. */
    SCORE,
    /** A hit with points above zero decides alone: REJECT. */
    ENFORCE
}
