package org.serai.learn;

/**
 * A token, or two that stand near each other, and how likely a mail is spam that has it.
 *
 * @param spam between 0 and 1
 */
public record Telling(String token, double spam) {}
