package org.serai.delivery;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Envelope;

/**
 * The connection of one session whose client has authenticated, or tries to, over it. It serves the mails of that session, one
 * after the other, and no other; when it is lost, the session can send no more, since nobody here knows the password.
 */
final class Login implements Home, Source {

    private final CompletableFuture<Connection> opened;
    private CompletableFuture<Connection> free;
    /** Completed when the mail that has the connection gives it back; null while none has. */
    private @Nullable CompletableFuture<Connection> returned;

    private @Nullable Transaction parkedFor;
    private boolean ended;
    private volatile boolean succeeded;

    /** @param opening a connection that nobody else has */
    Login(CompletableFuture<Connection> opening) {
        this.free = opening;
        this.opened = opening.thenApply(connection -> {
            connection.belongsTo(this);
            return connection;
        });
    }

    CompletableFuture<Answer> say(String command) {
        return opened.thenCompose(connection -> connection.ask(command));
    }

    /** Where it is asked; for one that has been answered. */
    BackendAddress backend() {
        return opened.join().backend();
    }

    void succeed() {
        succeeded = true;
    }

    boolean succeeded() {
        return succeeded;
    }

    /** Ends the connection, or lets the mail on it end first. */
    void end() {
        boolean unused;
        synchronized (this) {
            ended = true;
            unused = returned == null || parkedFor != null;
            parkedFor = null;
        }
        if (unused) {
            opened.thenAccept(Connection::quit);
        }
    }

    @Override
    public CompletableFuture<Connection> acquire() {
        var back = new CompletableFuture<Connection>();
        CompletableFuture<Connection> before;
        synchronized (this) {
            before = free;
            free = back;
        }
        return before.thenApply(connection -> {
            synchronized (this) {
                returned = back;
            }
            if (!connection.isOpen()) {
                release(connection);
                throw BackendException.of(BackendReplies.LOST, "the connection of the login is lost");
            }
            return connection;
        });
    }

    @Override
    public boolean oneRecipient() {
        return false;
    }

    /** XCLIENT would end the login. */
    @Override
    public CompletableFuture<Connection> introduce(Connection connection, Envelope envelope) {
        return CompletableFuture.completedFuture(connection);
    }

    @Override
    public void release(Connection connection) {
        CompletableFuture<Connection> back;
        boolean over;
        synchronized (this) {
            back = returned;
            returned = null;
            over = ended;
        }
        if (over) {
            connection.quit();
        }
        if (back != null) {
            back.complete(connection);
        }
    }

    @Override
    public void park(Transaction owner, Connection connection) {
        boolean over;
        synchronized (this) {
            over = ended;
            parkedFor = over ? null : owner;
        }
        if (over) {
            connection.quit();
        }
    }

    @Override
    public synchronized @Nullable Connection unpark(Transaction owner) {
        if (parkedFor != owner) {
            return null;
        }
        parkedFor = null;
        return opened.getNow(null);
    }

    @Override
    public void expired(Connection connection) {
        // How long it may lie idle is up to the backend and to the session's own time-out.
    }

    @Override
    public void closed(Connection connection) {
        release(connection);
    }

    @Override
    public void distrustIdle() {
        // Its only connection is the one that was lost.
    }
}
