package org.serai.delivery;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator that the relation of Serai and backend is at fault: counted each time, each cause logged once a minute. */
final class Alerts {

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final long PAUSE_MILLIS = 60_000;
    private static final int MOST_CAUSES = 100;

    /**
     * What one pause is for. Of a reply only its codes: the text may name mailboxes, so that no two are the same.
     *
     * @param backend its URI
     * @param what code and status of the reply, or what is missing
     */
    record Cause(String backend, String what) {}

    private static final Cause OTHERS = new Cause("", "");

    private final Clock clock;
    private final LongAdder count;
    private final Map<Cause, Long> silentUntil = new HashMap<>();

    Alerts(Clock clock, LongAdder count) {
        this.clock = clock;
        this.count = count;
    }

    /**
     * @param detail printable
     * @return true when it was logged
     */
    boolean raise(String mailId, Cause cause, String detail) {
        count.increment();
        boolean logged = admits(cause);
        if (logged) {
            LOG.error(
                    "{}: {}: {}. No mail is bounced for this, senders are told to try again; see backend.* and what the"
                            + " backend allows this host ({} alerts since start, each kind logged once a minute)",
                    mailId,
                    cause.backend(),
                    detail,
                    count.sum());
        }
        return logged;
    }

    private synchronized boolean admits(Cause cause) {
        long now = clock.millis();
        silentUntil.values().removeIf(until -> until <= now);
        Cause key = silentUntil.size() < MOST_CAUSES || silentUntil.containsKey(cause) ? cause : OTHERS;
        return silentUntil.putIfAbsent(key, now + PAUSE_MILLIS) == null;
    }
}
