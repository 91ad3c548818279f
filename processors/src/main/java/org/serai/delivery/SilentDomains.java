package org.serai.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Domains of whose recipients a callout learns nothing, for some minutes; beyond {@value #MOST} the ones noted first go. */
final class SilentDomains {

    static final int MOST = 1_000;

    private final Clock clock;
    private final Duration pause;
    private final Map<String, Instant> until = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    SilentDomains(Clock clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    synchronized boolean has(String domain) {
        Instant end = until.get(domain);
        return end != null && clock.instant().isBefore(end);
    }

    synchronized void add(String domain) {
        until.remove(domain);
        until.put(domain, clock.instant().plus(pause));
    }
}
