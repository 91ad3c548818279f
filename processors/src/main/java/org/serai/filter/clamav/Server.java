package org.serai.filter.clamav;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.serai.filter.Watchdog;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One clamd: how to reach it, whether it answers, what it has said. */
final class Server {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** A clamd with something to do and no answer for so long is not waited for by too many. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Duration TURN = Duration.ofMillis(500);

    final String uri;
    final Known known;

    private final SocketAddress address;
    private final ClamavSettings settings;
    private final Watchdog watchdog;
    private final Clock clock;
    private final Semaphore connections;
    /** Unused connections, the one used last first. */
    private final Deque<Session> unused = new ConcurrentLinkedDeque<>();

    private final AtomicInteger inUse = new AtomicInteger();

    /** When it got something to do after it had nothing ({@link System#nanoTime}). */
    private volatile long busySince = System.nanoTime();

    /** When it answered last. */
    private volatile long lastAnswer = busySince;

    /** It gave no answer to anybody as long as somebody waited for one. */
    private volatile boolean absent;

    private volatile Instant retryAt = Instant.MIN;
    private volatile String version = "";
    private volatile @Nullable String problem;
    private volatile Trial.@Nullable Result trial;

    Server(ClamdAddress where, ClamavSettings settings, Watchdog watchdog, Clock clock) {
        this.uri = where.uri();
        this.address = where.socket();
        this.settings = settings;
        this.watchdog = watchdog;
        this.clock = clock;
        this.connections = new Semaphore(settings.maxConnections(), true);
        this.known = new Known(settings.cacheSize(), settings.cacheTime(), clock);
    }

    /**
     * A connection, waiting until one is allowed; {@link #release} must follow.
     *
     * @param surplus waits only while the clamd answers others
     * @throws NotAskedException when there is no answer to be hoped for
     */
    Session open(Deadline until, boolean surplus) throws IOException {
        if (!mayBeAsked()) {
            throw new NotAskedException(uri + ": it rests after a failure: " + problem);
        }
        acquire(until, surplus);
        if (inUse.getAndIncrement() == 0) {
            busySince = System.nanoTime();
        }
        try {
            Session session = reuse();
            if (session == null) {
                Deadline connect = Deadline.in(settings.connectTimeout());
                session = Session.open(address, connect.earlier(until), watchdog);
            }
            session.begin(until, watchdog);
            return session;
        } catch (IOException | RuntimeException e) {
            inUse.decrementAndGet();
            connections.release();
            throw e;
        }
    }

    /** Waits in short turns: what is found out about a clamd that hangs frees those who wait for it. */
    private void acquire(Deadline until, boolean surplus) throws IOException {
        try {
            do {
                if (surplus && silent()) {
                    throw new NotAskedException(uri + ": it is silent, and others wait for it already");
                }
                if (connections.tryAcquire(Math.min(until.remainingNanos(), TURN.toNanos()), TimeUnit.NANOSECONDS)) {
                    return;
                }
                if (absent && resting()) {
                    throw new NotAskedException(uri + ": it has stopped to answer");
                }
            } while (!until.passed());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        throw new SocketTimeoutException("all " + settings.maxConnections() + " connections are in use");
    }

    /** Asked, but without a sign of life for a while. */
    private boolean silent() {
        long now = System.nanoTime();
        return inUse.get() > 0 && Math.min(now - busySince, now - lastAnswer) > SILENCE.toNanos();
    }

    /** False while it rests after it gave no answer; after that, one at a time finds out whether it does again. */
    private synchronized boolean mayBeAsked() {
        if (!absent) {
            return true;
        }
        if (resting()) {
            return false;
        }
        retryAt = clock.instant().plus(settings.retryAfter());
        return true;
    }

    private @Nullable Session reuse() {
        for (Session session = unused.poll(); session != null; session = unused.poll()) {
            if (session.usable()) {
                return session;
            }
            session.close();
        }
        return null;
    }

    /**
     * Ends the use of a connection.
     *
     * @param whole all its questions were answered, so that it can be used again
     */
    void release(Session session, boolean whole) {
        if (whole) {
            session.end();
            unused.push(session);
        } else {
            session.close();
        }
        inUse.decrementAndGet();
        connections.release();
    }

    /** Closes connections that were not used for this time. */
    void closeUnused(Duration time) {
        for (Session session = unused.pollLast(); session != null; session = unused.pollLast()) {
            if (!session.unusedFor(time)) {
                unused.addLast(session);
                return;
            }
            session.close();
        }
    }

    /**
     * Asks for its version, which clamd tells at once even while all its threads scan, over a connection beside those allowed.
     * Answers given with other signatures are forgotten.
     */
    void refresh(Deadline until) throws IOException {
        try (Session session =
                Session.open(address, Deadline.in(settings.connectTimeout()).earlier(until), watchdog)) {
            session.begin(until, watchdog);
            String now = session.version();
            if (!now.equals(version)) {
                known.clear();
                version = now;
            }
            answered();
        }
    }

    void answered() {
        if (problem != null) {
            LOG.info("clamd {} answers again", uri);
        }
        problem = null;
        absent = false;
        lastAnswer = System.nanoTime();
        retryAt = Instant.MIN;
    }

    /** @param since when that was begun which failed ({@link System#nanoTime}) */
    void failed(IOException e, long since) {
        String why = Answer.printable(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        if (problem == null) {
            LOG.warn("clamd {} fails: {}", uri, why);
        }
        problem = why;
        // What fails at once costs no thread, and one that is slow with one message answers others.
        absent = e instanceof SocketTimeoutException && lastAnswer - since <= 0;
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
