package org.serai.filter.clamav;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
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
                List<String> uri,
        @Option(value = "10", doc = "Connections to each clamd at most; more than its MaxThreads only wait there.")
                int maxConnections,
        @Option(value = "2s", doc = "Time for a connection to clamd; then the next one is asked.")
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
        @Option(value = "10000", doc = "Answers kept for each clamd, about 200 octets each; 0: none.") int cacheSize) {

    static final int PORT = 3310;

    public ClamavSettings {
        uri = List.copyOf(uri);
        if (maxConnections < 1) {
            throw new IllegalArgumentException("clamav.max-connections must be at least 1");
        }
        if (cacheSize < 0) {
            throw new IllegalArgumentException("clamav.cache-size cannot be negative");
        }
        if (connectTimeout.isZero()) {
            throw new IllegalArgumentException("clamav.connect-timeout must be above zero");
        }
        uri.forEach(ClamavSettings::address);
    }

    /** What a URI names; a host is not looked up before it is used. */
    static SocketAddress address(String uri) {
        URI parsed = URI.create(uri);
        String host = parsed.getHost();
        if ("unix".equalsIgnoreCase(parsed.getScheme()) && uri.startsWith("/", 5)) {
            return UnixDomainSocketAddress.of(uri.substring(5));
        }
        boolean bare = parsed.getRawUserInfo() == null
                && (parsed.getRawPath() == null || parsed.getRawPath().isEmpty())
                && parsed.getRawQuery() == null
                && parsed.getRawFragment() == null;
        if (!"tcp".equalsIgnoreCase(parsed.getScheme()) || host == null || !bare || parsed.getPort() > 65535) {
            throw new IllegalArgumentException(
                    "clamav.uri = '" + uri + "' is not of the form tcp://host:3310 or unix:/path");
        }
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return InetSocketAddress.createUnresolved(name, parsed.getPort() < 0 ? PORT : parsed.getPort());
    }
}
