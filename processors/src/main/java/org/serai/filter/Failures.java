package org.serai.filter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator that a filter cannot answer, and that it can again: at once, then once a minute at most with a count, however
 * much mail there is. What the world may do, such as a server that is down, is told without a stack trace.
 */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(FilterRunner.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final String filter;
    private final Clock clock;
    private Instant silentUntil = Instant.MIN;
    private long count;
    private boolean told;

    /** Read without a lock: most checks are good ones after good ones. */
    private volatile boolean failing;

    /** @param filter its name, or {@code step <name>} */
    public Failures(String filter, Clock clock) {
        this.filter = filter;
        this.clock = clock;
    }

    /** A check, or what comes before it, has thrown this; returns true when it was logged. */
    public synchronized boolean threw(String mailId, Throwable e) {
        boolean expected =
                e instanceof IOException || e instanceof UncheckedIOException || e instanceof TimeoutException;
        if (!news()) {
            return false;
        }
        if (expected) {
            LOG.warn("{}: filter {} cannot answer: {} ({})", mailId, filter, e.toString(), counted());
        } else {
            LOG.error("{}: filter {} failed ({})", mailId, filter, counted(), e);
        }
        return true;
    }

    /** A check was not through by its deadline; returns true when it was logged. */
    synchronized boolean late(String mailId) {
        boolean news = news();
        if (news) {
            LOG.warn("{}: filter {} missed its deadline ({})", mailId, filter, counted());
        }
        return news;
    }

    /** A check has answered; returns true when it was logged. */
    public boolean answered() {
        return failing && again();
    }

    private synchronized boolean again() {
        boolean news = told;
        if (told) {
            LOG.info("filter {} answers again after {} failed checks", filter, count);
        }
        failing = false;
        told = false;
        count = 0;
        return news;
    }

    private boolean news() {
        failing = true;
        count++;
        Instant now = clock.instant();
        if (now.isBefore(silentUntil)) {
            return false;
        }
        silentUntil = now.plus(PAUSE);
        told = true;
        return true;
    }

    private String counted() {
        return count + " failed checks in a row, told once a minute";
    }
}
