package org.serai.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps what was observed until it is reported, by day (UTC). Safe for use by many threads and nodes. All but {@link #add} may
 * wait for other nodes, and fail as the store does.
 */
public interface Observations {

    /**
     * Equal observations.
     *
     * @param policy as the last of them had it
     * @param last when
     */
    record Counted(Observation.Record policy, Observation.Row row, long count, Instant last) {

        Counted plus(Counted other) {
            return new Counted(
                    other.last.isBefore(last) ? policy : other.policy,
                    row,
                    count + other.count,
                    other.last.isBefore(last) ? last : other.last);
        }
    }

    /** Adds one of today. It may be left out when there is no room for more. */
    void add(Observation observation);

    /** Days before {@code today} of which there is something, the oldest first. */
    List<LocalDate> before(LocalDate today);

    /** All of one day, in no order. */
    void read(LocalDate day, Consumer<Counted> each);

    /** Whether the report of a day to a policy domain has been handed in. */
    boolean reported(LocalDate day, String domain);

    /** Takes it on; false while somebody else has, or when it is handed in. Ends by itself before the hour is over. */
    boolean claim(LocalDate day, String domain);

    /** Notes that it has been handed in. */
    void done(LocalDate day, String domain);

    /** The day is over and done with. */
    void forget(LocalDate day);
}
