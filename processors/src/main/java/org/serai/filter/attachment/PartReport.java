package org.serai.filter.attachment;

/**
 * One part of a message as {@code explain} shows it.
 *
 * @param depth containers around it
 * @param name file name, or empty
 * @param declared media type that the message says
 * @param detected media type by content
 * @param bytes decoded size
 * @param sha256 of the decoded octets, in lower case hex
 */
public record PartReport(int depth, String name, String declared, String detected, long bytes, String sha256) {}
