package org.serai.filter.clamav;

import java.time.Duration;
import java.util.List;
import org.serai.config.Option;

/** The properties {@code clamav.*}: where clamd is. */
public record ClamavSettings(
        @Option(
                        value = "",
                        doc =
                                "clamd, tcp://host:3310 or unix:/path; several, separated by commas, are tried in this order;"
                                        + " empty: no message is checked for viruses.")
                List<ClamdAddress> uri,
        @Option(
                        value = "10",
                        least = "1",
                        doc = "Connections to each clamd at most; more than its MaxThreads only wait there.")
                int maxConnections,
        @Option(value = "2s", least = "1ms", doc = "Time for a connection to clamd; then the next one is asked.")
                Duration connectTimeout,
        @Option(
                        value = "10s",
                        doc =
                                "How long a clamd that failed is asked only after the others, and one that gave no answer not at"
                                        + " all: CLAMAV_TEMPERROR at once where there is no other.")
                Duration retryAfter,
        @Option(
                        value = "5m",
                        doc = "How long what clamd said is used for the same message or part; new signatures end it.")
                Duration cacheTime,
        @Option(
                        value = "10000",
                        least = "0",
                        most = "10000000",
                        doc = "Answers kept for each clamd, about 200 octets each; 0: none.")
                int cacheSize) {}
