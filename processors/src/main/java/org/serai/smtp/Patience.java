package org.serai.smtp;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a session has waited for its client. A single octet does not count as life: a command must be whole, data must
 * keep its rate. Time in which we ourselves do not read is not the client's.
 */
final class Patience {

    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(2);

    private final SmtpSettings settings;
    private final LongSupplier nanos;
    private @Nullable DataRate rate;
    private long since;

    /** Nanoseconds in which we did not read, up to {@link #stopped}. */
    private long unread;

    /** Since when we do not read, null while we do. */
    private @Nullable Long stopped;

    /** @param nanos as {@link System#nanoTime} */
    Patience(SmtpSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** It is the client's turn, from now on. */
    void renew() {
        since = nanos.getAsLong();
    }

    /** Whether what the client sends now is taken, as far as it depends on us. */
    void reading(boolean reading) {
        if (reading && stopped != null) {
            unread += nanos.getAsLong() - stopped;
            stopped = null;
        } else if (!reading && stopped == null) {
            stopped = nanos.getAsLong();
        }
    }

    private long readNanos() {
        return (stopped == null ? nanos.getAsLong() : stopped) - unread;
    }

    /** Counts from the first chunk of a message on, through the commands between chunks. */
    void dataBegins() {
        if (rate == null) {
            rate = new DataRate(settings.minDataRateWindow(), settings.minDataRate(), readNanos());
        }
    }

    void dataEnds() {
        rate = null;
    }

    /** Octets came; before DATA that alone means nothing. */
    void came(int octets) {
        if (rate != null) {
            renew();
            rate.add(readNanos(), octets);
        }
    }

    /** Why the client must go, or null. */
    @Nullable
    String end(boolean underLoad) {
        if (rate != null && rate.tooSlow(readNanos())) {
            return "Data comes too slowly";
        }
        Duration limit = underLoad ? settings.idleTimeoutUnderLoad() : settings.idleTimeout();
        return nanos.getAsLong() - since > limit.toNanos() ? "Idle for too long" : null;
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
