package org.serai.filter;

import java.time.Clock;

/**
 * What a filter may know besides the mail.
 *
 * @param hostname {@code smtp.hostname}, our own name
 */
public record Surroundings(String hostname, Clock clock) {}
