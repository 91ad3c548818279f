package org.serai.delivery;

/**
 * How the last attempt to open a connection to the backend went.
 *
 * @param problem what went wrong, in printable ASCII; empty when nothing did
 */
public record Health(boolean reachable, String problem) {}
