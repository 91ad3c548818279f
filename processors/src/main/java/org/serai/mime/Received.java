package org.serai.mime;

import java.net.InetAddress;

/**
 * Who handed a message to a server, as that server wrote it down in its Received field (RFC 5321 section 4.4), in the forms of
 * Postfix, sendmail, Exim, qmail, Exchange, Gmail, Haraka and those like them.
 *
 * <p>What the client said of itself stands in the same field. An address is taken only from where these servers write the one
 * that they saw: not from a HELO argument.
 */
public sealed interface Received {

    /**
     * A client connected.
     *
     * @param address that the server saw
     * @param helo what the client called itself, as far as it is told; without white space and control characters
     */
    record From(InetAddress address, String helo) implements Received {}

    /** Nobody did: the message moved inside a server, or began there. */
    record Inside() implements Received {}

    /** Somebody did, in a form that we cannot read. */
    record Unreadable() implements Received {}

    /** Reads the body of a field, unfolded; any text has an answer. At most 4,096 characters are looked at. */
    static Received parse(String body) {
        return new ReceivedReader(body).read();
    }
}
