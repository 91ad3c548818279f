package org.serai.delivery;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Envelope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server: opens connections to it, and knows what it announced last and whether it can be reached. */
final class Backend {

    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    private final BackendAddress address;
    private final Connector connector;
    private final Backoff backoff;
    private volatile Health health;
    private boolean down;
    private volatile @Nullable Extensions announced;

    Backend(BackendAddress address, Connector connector, Backoff backoff) {
        this.address = address;
        this.connector = connector;
        this.backoff = backoff;
        this.health = new Health(address.toString(), false, "not tried yet");
    }

    BackendAddress address() {
        return address;
    }

    /** How the last attempt to open a connection went. */
    Health health() {
        return health;
    }

    /** Null before it ever announced something. */
    @Nullable
    Extensions announced() {
        return announced;
    }

    /** True when an attempt to connect may be made now, which then must be made. */
    boolean admits() {
        return backoff.admits();
    }

    /** Why none is made, where it is not. */
    BackendException leftAlone() {
        return BackendException.of(BackendReplies.UNREACHABLE, "not tried again yet: " + health.problem());
    }

    /** A connection ready for MAIL, for the caller to close; fails with {@link BackendException}. */
    CompletableFuture<Connection> connect() {
        return connector.connect().whenComplete((connection, failure) -> {
            if (failure == null) {
                backoff.succeeded();
                announced = connection.extensions();
                found(true, "");
            } else {
                backoff.failed();
                String problem = String.valueOf(BackendException.unwrap(failure).getMessage());
                found(false, BackendReplies.printable(problem));
            }
        });
    }

    /** Tells a change, once. */
    private synchronized void found(boolean reachable, String problem) {
        if (!reachable && !down) {
            LOG.warn("Backend {} cannot be reached: {}", address, problem);
        } else if (reachable && down) {
            LOG.info("Backend {} is back", address);
        }
        down = !reachable;
        health = new Health(address.toString(), reachable, problem);
    }

    CompletableFuture<Connection> connectIfAdmitted() {
        return admits() ? connect() : CompletableFuture.failedFuture(leftAlone());
    }

    /** Finds out what it announces now, on a connection of its own. */
    CompletableFuture<Health> refresh() {
        return connect().handle((connection, failure) -> {
            if (failure == null) {
                connection.quit();
            }
            return health;
        });
    }

    /** Tells it whose mail comes where {@code backend.xclient} asks for it. */
    CompletableFuture<Connection> introduce(Connection connection, Envelope envelope) {
        return connector.introduce(connection, envelope);
    }
}
