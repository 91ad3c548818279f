package org.serai.smtp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a session has waited for its client. A single octet does not count as life: a command must be whole, data must
 * keep its rate.
 */
final class Patience {

    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(2);

    private final SmtpSettings settings;
    private @Nullable DataRate rate;
    private long since = System.nanoTime();

    Patience(SmtpSettings settings) {
        this.settings = settings;
    }

    /** It is the client's turn, from now on. */
    void renew() {
        since = System.nanoTime();
    }

    /** Counts from the first chunk of a message on, through the commands between chunks. */
    void dataBegins() {
        if (rate == null) {
            rate = new DataRate(settings.minDataRateWindow(), settings.minDataRate(), System.nanoTime());
        }
    }

    void dataEnds() {
        rate = null;
    }

    /** Octets came; before DATA that alone means nothing. */
    void came(int octets) {
        if (rate != null) {
            renew();
            rate.add(since, octets);
        }
    }

    /** Why the client must go, or null. */
    @Nullable
    String end(boolean underLoad) {
        long now = System.nanoTime();
        if (rate != null && rate.tooSlow(now)) {
            return "Data comes too slowly";
        }
        Duration limit = underLoad ? settings.idleTimeoutUnderLoad() : settings.idleTimeout();
        return now - since > limit.toNanos() ? "Idle for too long" : null;
    }

    /** How often to look: seldom enough to be free, often enough to be a quarter late at most. */
    Duration period() {
        Duration shortest = settings.idleTimeout().compareTo(settings.idleTimeoutUnderLoad()) < 0
                ? settings.idleTimeout()
                : settings.idleTimeoutUnderLoad();
        Duration quarter = shortest.dividedBy(4);
        return quarter.compareTo(LONGEST_PERIOD) < 0 ? quarter : LONGEST_PERIOD;
    }
}
