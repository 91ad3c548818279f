package org.serai.dns;

import java.time.Duration;
import java.util.List;
import org.serai.config.Option;
import org.serai.config.Size;

/** The properties {@code dns.*}. */
public record DnsSettings(
        @Option(
                        value = "",
                        doc = "Recursive DNS servers, addresses with or without port, asked in turn; empty: those of"
                                + " /etc/resolv.conf at the start.")
                List<ServerAddress> servers,
        @Option(
                        value = "5s",
                        least = "10ms",
                        most = "5m",
                        doc = "Time for a look-up, all attempts and CNAMEs together.")
                Duration timeout,
        @Option(
                        value = "2",
                        least = "0",
                        most = "10",
                        doc = "How often a question is sent again, each time to the next server, within dns.timeout.")
                int retries,
        @Option(
                        value = "1000",
                        least = "1",
                        most = "100000",
                        doc = "Questions under way at once, each with a socket of its own; further ones wait.")
                int maxQueries,
        @Option(
                        value = "1000",
                        least = "1",
                        most = "5000",
                        doc = "Records of an answer that are read; the rest is cut off, and the log tells it.")
                int maxRecords,
        @Option(
                        value = "20000",
                        least = "0",
                        doc = "Answers kept at most; the one that was not used longest goes first.")
                int cacheEntries,
        @Option(value = "16MB", doc = "Their size at most, as estimated.") Size cacheBytes,
        @Option(value = "10s", doc = "An answer is kept at least so long, whatever its TTL.") Duration cacheMinTtl,
        @Option(
                        value = "1h",
                        doc =
                                "An answer is kept at most so long, whatever its TTL; also that there is no such name or record"
                                        + " (RFC 2308).")
                Duration cacheMaxTtl,
        @Option(value = "5s", doc = "How long a failure (SERVFAIL, no answer) is kept (RFC 9520).")
                Duration cacheFailures,
        @Option(
                        value = "200",
                        least = "1",
                        doc =
                                "Look-ups that one mail may cause; further ones fail at once. SPF of HELO, SPF of the reverse-path, DKIM, ARC,"
                                        + " DMARC and uribl have as many each.")
                int mailLookups,
        @Option(
                        value = "20s",
                        least = "1ms",
                        doc =
                                "Time that one mail may spend in look-ups, those side by side counted once; then they fail. Accounts are those of dns.mail-lookups.")
                Duration mailTime) {

    public DnsSettings {
        if (cacheMinTtl.compareTo(cacheMaxTtl) > 0) {
            throw new IllegalArgumentException("dns.cache-min-ttl must not be above dns.cache-max-ttl");
        }
    }
}
