package org.serai.filter.clamav;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;

/** Asks one clamd about the pieces of one message, over one connection made when the first question needs it. */
final class Scanner implements AutoCloseable {

    private final Server server;
    private final Deadline until;
    private final boolean surplus;
    private @Nullable Session session;
    private boolean answered;

    /** @param surplus gives up as soon as the clamd is silent */
    Scanner(Server server, Deadline until, boolean surplus) {
        this.surplus = surplus;
        this.server = server;
        this.until = until;
    }

    /** What it said of the same octets minutes ago, or null. */
    @Nullable
    Answer known(String key) {
        return server.known.get(key);
    }

    /** What it says of them now. */
    Answer scan(String key, InputStream content) throws IOException {
        Session current = session;
        if (current == null) {
            current = server.open(until, surplus);
            session = current;
        }
        answered = false;
        Answer answer = current.scan(content);
        answered = true;
        server.answered();
        if (answer.kind() == Answer.Kind.TOO_LARGE) {
            session = null;
            server.release(current, false);
        } else {
            server.known.put(key, answer);
        }
        return answer;
    }

    /** Version of clamd and its signatures; empty when it is not known. */
    String version() {
        return server.version();
    }

    @Override
    public void close() {
        Session current = session;
        session = null;
        if (current != null) {
            server.release(current, answered);
        }
    }
}
