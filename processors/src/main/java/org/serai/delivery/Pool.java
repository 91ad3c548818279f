package org.serai.delivery;

import io.netty.channel.EventLoopGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Envelope;

/**
 * The connections to one backend, {@code backend.max-connections} at most: idle, in use, or parked.
 *
 * <p>A parked connection has a transaction open and waits for its mail's next step, which is up to the client. So that slow
 * clients cannot keep all connections from others, the one parked longest is taken back when none is free and somebody
 * waits; its mail repeats MAIL and RCPT on another when it goes on. Those who wait are served in order.
 *
 * <p>While no connection can be opened, mails wait for those there are, if any, and are turned away at once if not.
 */
final class Pool implements Home, AutoCloseable {

    private final BackendSettings settings;
    private final Backend backend;
    private final EventLoopGroup timers;
    private final BackendMetrics metrics;
    private final Object lock = new Object();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Map<Transaction, Connection> parked = new LinkedHashMap<>();
    private final Deque<CompletableFuture<Connection>> waiting = new ArrayDeque<>();
    private int open;
    private boolean closed;

    Pool(BackendSettings settings, Backend backend, EventLoopGroup timers, BackendMetrics metrics) {
        this.settings = settings;
        this.backend = backend;
        this.timers = timers;
        this.metrics = metrics;
    }

    Backend backend() {
        return backend;
    }

    /** Opens a connection if there is none. One that there is must grow old: it may know settings that the backend has left. */
    CompletableFuture<Health> probe() {
        if (open() > 0) {
            return CompletableFuture.completedFuture(backend.health());
        }
        return acquire().handle((connection, failure) -> {
            if (failure == null) {
                release(connection);
            }
            return backend.health();
        });
    }

    /** A connection with no transaction open; fails with {@link BackendException}. Give it back to one of the methods below. */
    CompletableFuture<Connection> acquire() {
        var wanted = new CompletableFuture<Connection>();
        Connection free;
        Connection taken = null;
        boolean connect = false;
        synchronized (lock) {
            if (closed) {
                wanted.completeExceptionally(BackendException.of(BackendReplies.BUSY, "shutting down"));
                return wanted;
            }
            free = takeIdle();
            if (free == null && open < settings.maxConnections() && backend.admits()) {
                open++;
                connect = true;
            } else if (free == null && open == 0) {
                wanted.completeExceptionally(backend.leftAlone());
                return wanted;
            } else if (free == null) {
                waiting.addLast(wanted);
                taken = takeParked();
            }
        }
        if (free != null) {
            metrics.reused().increment();
            wanted.complete(free);
        } else if (connect) {
            open(wanted);
        } else {
            metrics.waited().increment();
            giveUpInTime(wanted);
        }
        if (taken != null) {
            metrics.reclaimed().increment();
            reset(taken);
        }
        return wanted;
    }

    @Override
    public CompletableFuture<Connection> introduce(Connection connection, Envelope envelope) {
        return backend.introduce(connection, envelope);
    }

    @Override
    public void release(Connection connection) {
        connection.markReused();
        while (connection.isOpen()) {
            CompletableFuture<Connection> next;
            synchronized (lock) {
                if (closed || connection.worn()) {
                    break;
                }
                next = waiting.pollFirst();
                if (next == null) {
                    idle.addLast(connection);
                    return;
                }
            }
            if (next.complete(connection)) {
                return;
            }
        }
        connection.quit();
    }

    @Override
    public void park(Transaction owner, Connection connection) {
        synchronized (lock) {
            if (!closed && waiting.isEmpty() && connection.isOpen()) {
                parked.put(owner, connection);
                return;
            }
        }
        reset(connection);
    }

    @Override
    public @Nullable Connection unpark(Transaction owner) {
        synchronized (lock) {
            return parked.remove(owner);
        }
    }

    @Override
    public void distrustIdle() {
        List<Connection> all;
        synchronized (lock) {
            all = new ArrayList<>(idle);
            idle.clear();
        }
        all.forEach(Connection::quit);
    }

    @Override
    public void expired(Connection connection) {
        boolean unused;
        synchronized (lock) {
            unused = idle.remove(connection);
        }
        if (unused) {
            connection.quit();
        }
    }

    @Override
    public void closed(Connection connection) {
        synchronized (lock) {
            idle.remove(connection);
            parked.values().remove(connection);
        }
        placeFree();
    }

    /** Connections, open or being opened. */
    int open() {
        synchronized (lock) {
            return open;
        }
    }

    int idle() {
        synchronized (lock) {
            return idle.size();
        }
    }

    int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    /** Refuses whoever waits or comes, says QUIT on what is idle; what is in use closes when it is given back. */
    @Override
    public void close() {
        List<Connection> unused;
        List<CompletableFuture<Connection>> refused;
        synchronized (lock) {
            closed = true;
            unused = new ArrayList<>(idle);
            unused.addAll(parked.values());
            refused = new ArrayList<>(waiting);
            idle.clear();
            parked.clear();
            waiting.clear();
        }
        unused.forEach(Connection::quit);
        refused.forEach(
                wanted -> wanted.completeExceptionally(BackendException.of(BackendReplies.BUSY, "shutting down")));
    }

    private void open(CompletableFuture<Connection> wanted) {
        backend.connect().whenComplete((connection, failure) -> {
            if (failure != null) {
                placeFree();
                wanted.completeExceptionally(failure);
                return;
            }
            metrics.opened().increment();
            connection.belongsTo(this);
            if (!wanted.complete(connection)) {
                release(connection);
            }
        });
    }

    /** Whoever waits longest may connect; where that is of no use and no connection is left, all give up. */
    private void placeFree() {
        CompletableFuture<Connection> next = null;
        var hopeless = new ArrayList<CompletableFuture<Connection>>();
        synchronized (lock) {
            if (!waiting.isEmpty() && backend.admits()) {
                next = waiting.pollFirst();
            } else if (--open == 0) {
                hopeless.addAll(waiting);
                waiting.clear();
            }
        }
        if (next != null) {
            open(next);
        }
        hopeless.forEach(wanted -> wanted.completeExceptionally(backend.leftAlone()));
    }

    private void giveUpInTime(CompletableFuture<Connection> wanted) {
        var timer = timers.schedule(
                () -> {
                    boolean late;
                    synchronized (lock) {
                        late = waiting.remove(wanted);
                    }
                    if (late) {
                        metrics.timedOut().increment();
                        wanted.completeExceptionally(BackendException.of(
                                BackendReplies.BUSY, "all " + settings.maxConnections() + " connections in use"));
                    }
                },
                settings.acquireTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        wanted.whenComplete((connection, failure) -> timer.cancel(false));
    }

    /** The most recently used, so that what is not needed gets old and closes. */
    private @Nullable Connection takeIdle() {
        Connection last = idle.pollLast();
        while (last != null && !last.isOpen()) {
            last = idle.pollLast();
        }
        return last;
    }

    private @Nullable Connection takeParked() {
        var eldest = parked.entrySet().iterator();
        if (!eldest.hasNext()) {
            return null;
        }
        Connection connection = eldest.next().getValue();
        eldest.remove();
        return connection;
    }
}
