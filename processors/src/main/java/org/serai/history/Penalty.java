package org.serai.history;

import java.time.Instant;

/**
 * What is held against a client network.
 *
 * @param points at that time; half of them are left after each half-life
 * @param unknownRecipients that it has asked for, which fade alike
 * @param at when this was written
 */
public record Penalty(double points, double unknownRecipients, Instant at) {}
