package org.serai.it;

import java.util.List;

/** A real mail server behind Serai that delivers what it accepts into a Maildir. */
interface Backend extends AutoCloseable {

    int port();

    /** Waits until nothing is in the queue any more, then returns what has been delivered, with the server's own line ends. */
    List<byte[]> delivered();

    /** Empties the Maildir. */
    void clear();

    @Override
    void close();
}
