package org.serai.delivery;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator that the relation of Serai and backend is at fault: counted each time, logged once a minute. */
final class Alerts {

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final long PAUSE_MILLIS = 60_000;

    private final Clock clock;
    private final LongAdder count;
    private final AtomicLong silentUntil = new AtomicLong(Long.MIN_VALUE);

    Alerts(Clock clock, LongAdder count) {
        this.clock = clock;
        this.count = count;
    }

    /**
     * @param detail printable
     * @return true when it was logged
     */
    boolean raise(String mailId, String detail) {
        count.increment();
        long now = clock.millis();
        long until = silentUntil.get();
        boolean logged = now >= until && silentUntil.compareAndSet(until, now + PAUSE_MILLIS);
        if (logged) {
            LOG.error(
                    "{}: {}. No mail is bounced for this, senders are told to try again; see backend.* and what the"
                            + " backend allows this host ({} such replies since start, logged once a minute)",
                    mailId,
                    detail,
                    count.sum());
        }
        return logged;
    }
}
