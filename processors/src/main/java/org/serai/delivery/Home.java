package org.serai.delivery;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Envelope;

/** Where a connection belongs, and goes when a mail has no use for it. */
interface Home {

    /** Tells the backend whose mail it is where {@code backend.xclient} asks for it; gives the same connection. */
    CompletableFuture<Connection> introduce(Connection connection, Envelope envelope);

    /** Takes back a connection with no transaction open. */
    void release(Connection connection);

    /** Takes back a connection whose transaction is to be dropped, by RSET. */
    default void reset(Connection connection) {
        connection.ask("RSET").whenComplete((answer, failure) -> {
            if (failure == null && answer.positive()) {
                release(connection);
            } else {
                connection.close();
            }
        });
    }

    /** Keeps a connection with an open transaction for {@code owner}, until it or somebody in need asks for it. */
    void park(Transaction owner, Connection connection);

    /** The connection parked for {@code owner}, if it is still there. */
    @Nullable
    Connection unpark(Transaction owner);

    /** Nothing was asked on it for {@code backend.idle-timeout}. Called on its event loop, as is {@link #closed}. */
    void expired(Connection connection);

    /** It can no longer be used, whoever closed it. */
    void closed(Connection connection);

    /** One that lay idle turned out to have been closed by the backend unseen. */
    void distrustIdle();
}
