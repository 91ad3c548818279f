package org.serai.filter.clamav;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One clamd: how to reach it, whether it answers, what it has said. */
final class Server {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    final String uri;
    final Known known;

    private final SocketAddress address;
    private final ClamavSettings settings;
    private final ScheduledExecutorService timers;
    private final Clock clock;
    private final Semaphore connections;
    private volatile Instant retryAt = Instant.MIN;
    private volatile String version = "";
    private volatile @Nullable String problem;
    private volatile Trial.@Nullable Result trial;

    Server(String uri, ClamavSettings settings, ScheduledExecutorService timers, Clock clock) {
        this.uri = uri;
        this.address = ClamavSettings.address(uri);
        this.settings = settings;
        this.timers = timers;
        this.clock = clock;
        this.connections = new Semaphore(settings.maxConnections(), true);
        this.known = new Known(settings.cacheSize(), settings.cacheTime(), clock);
    }

    /** Waits until a connection is allowed; its end must be told by {@link #release}. */
    Session open(Deadline until) throws IOException {
        try {
            if (!connections.tryAcquire(until.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw new SocketTimeoutException("all " + settings.maxConnections() + " connections are in use");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        try {
            return Session.open(address, settings.connectTimeout(), until, timers);
        } catch (IOException | RuntimeException e) {
            connections.release();
            throw e;
        }
    }

    void release(Session session) {
        connections.release();
        try {
            session.close();
        } catch (IOException e) {
            LOG.warn("Closing a connection to clamd {} failed", uri, e);
        }
    }

    /** Asks for its version; answers given with other signatures are forgotten. */
    void refresh(Deadline until) throws IOException {
        Session session = open(until);
        try {
            String now = session.version();
            if (!now.equals(version)) {
                known.clear();
                version = now;
            }
            answered();
        } finally {
            release(session);
        }
    }

    void answered() {
        if (problem != null) {
            LOG.info("clamd {} answers again", uri);
        }
        problem = null;
        retryAt = Instant.MIN;
    }

    void failed(IOException e) {
        String why = Answer.printable(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        if (problem == null) {
            LOG.warn("clamd {} fails: {}", uri, why);
        }
        problem = why;
        retryAt = clock.instant().plus(settings.retryAfter());
    }

    /** It failed a short time ago. */
    boolean resting() {
        return clock.instant().isBefore(retryAt);
    }

    boolean answers() {
        return problem == null;
    }

    /** Version of clamd and its signatures; empty before it was asked. */
    String version() {
        return version;
    }

    /** Notes how it did when it was tried out; true when that is news. */
    boolean tried(Trial.Result result) {
        boolean news = trial != result;
        trial = result;
        return news;
    }

    /** It may have been restarted with other settings. */
    void forgetTrial() {
        trial = null;
    }

    /** It has to be tried out since it began to answer, or since signatures were missing. */
    boolean untried() {
        Trial.@Nullable Result last = trial;
        return last == null || last == Trial.Result.BLIND;
    }

    /** For health. */
    String state() {
        String failure = problem;
        Trial.@Nullable Result result = trial;
        if (failure != null) {
            return uri + ": " + failure;
        }
        return uri + ": " + (version.isEmpty() ? "not asked yet" : version)
                + (result == null ? "" : ", " + result.meaning());
    }
}
