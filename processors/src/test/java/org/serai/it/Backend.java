package org.serai.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

/** A real mail server behind Serai, in a directory of its own, that delivers what it accepts into a Maildir. */
abstract class Backend implements AutoCloseable {

    final int port = Ports.free();
    final ServerDirectory directory;

    /** @param user to whom the Maildir belongs */
    Backend(ServerDirectory directory, String user) {
        this.directory = directory;
        directory.owned("maildir", user);
    }

    int port() {
        return port;
    }

    /** Waits until nothing is in the queue any more, then returns what has been delivered, with the server's own line ends. */
    List<byte[]> delivered() {
        await().atMost(Duration.ofSeconds(60)).until(this::queueIsEmpty);
        return deliveredSoFar();
    }

    List<byte[]> deliveredSoFar() {
        return ServerDirectory.maildir(directory.path().resolve("maildir"));
    }

    /** Empties the Maildir. */
    void clear() {
        ServerDirectory.empty(directory.path().resolve("maildir"));
    }

    abstract boolean queueIsEmpty();

    @Override
    public abstract void close();
}
