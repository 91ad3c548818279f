package org.serai.delivery;

/**
 * How the last attempt to open a connection to a backend went.
 *
 * @param backend its URI
 * @param problem what went wrong, in printable ASCII; empty when nothing did
 */
public record Health(String backend, boolean reachable, String problem) {}
