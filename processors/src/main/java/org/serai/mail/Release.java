package org.serai.mail;

/**
 * Somebody lets a message out of quarantine; kept with each mail by which that is tried ({@link Mail#keep}).
 *
 * @param original the mail id under which the message lies there
 * @param by who says so, for the log and the event
 * @param administrator he may let out what filters call dangerous
 * @param train the message is learned as ham when the backend has it
 */
public record Release(String original, String by, boolean administrator, boolean train) {}
