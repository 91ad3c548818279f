package org.serai.delivery;

import java.util.concurrent.CompletableFuture;

/** Where a mail gets its connections from. */
interface Source {

    /**
     * A connection with no transaction open; fails with {@link BackendException}. It must be given back to its {@link
     * Connection#home}.
     */
    CompletableFuture<Connection> acquire();

    /** A transaction takes one recipient, so that the one reply our client gets is true for all. */
    boolean oneRecipient();
}
