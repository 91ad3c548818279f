package org.serai.report;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what was observed until it is reported, by day (UTC). Safe for use by many threads. */
public interface Observations {

    /** Adds one of today. It may be left out when there is no room for more. */
    void add(Observation observation) throws IOException;

    /** Days before {@code today} of which there is something, the oldest first. */
    List<LocalDate> before(LocalDate today) throws IOException;

    /** All of one day. */
    void read(LocalDate day, Consumer<Observation> each) throws IOException;

    /** Ids of reports of a day that have been handed in. */
    List<String> reported(LocalDate day) throws IOException;

    /** Notes that a report of a day has been handed in. */
    void reported(LocalDate day, String id) throws IOException;

    /** The day is over and done with. */
    void forget(LocalDate day) throws IOException;
}
