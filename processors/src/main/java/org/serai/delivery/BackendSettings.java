package org.serai.delivery;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.serai.config.Option;

/** The properties {@code backend.*}. */
public record BackendSettings(
        @Option(value = "", doc = "The mail server behind Serai, smtp://host:port; empty: the built-in mailbox")
                String uri,
        @Option(value = "40", doc = "Connections to the backend at most") int maxConnections,
        @Option(value = "5s", doc = "How long a mail waits for a connection when all are in use, then 451 4.3.2")
                Duration acquireTimeout,
        @Option(value = "100", doc = "A connection is replaced after this many messages") int messagesPerConnection,
        @Option(value = "10", doc = "A connection is replaced after this many negative replies")
                int errorsPerConnection,
        @Option(value = "10s", doc = "Time for a TCP connection, and again for a TLS handshake, then 451 4.4.1")
                Duration connectTimeout,
        @Option(
                        value = "60s",
                        doc =
                                "Time for the greeting, each reply before the content, and each 32 KB of content to be taken;"
                                        + " shorter than RFC 5321 section 4.5.3.2 asks of a client, since ours waits meanwhile")
                Duration commandTimeout,
        @Option(
                        value = "240s",
                        doc =
                                "Time for the reply to the content, then 451 4.4.2; well below the 10 minutes that senders wait")
                Duration dataDoneTimeout,
        @Option(
                        value = "60s",
                        doc =
                                "An unused connection is closed after this time; below what the backend allows, 300 s by RFC 5321")
                Duration idleTimeout,
        @Option(
                        value = "true",
                        doc =
                                "Keep the transaction open from RCPT to the verdict while connections suffice; false: free the"
                                        + " connection and repeat MAIL and RCPT later")
                boolean hold,
        @Option(value = "off", doc = "off, starttls (required, any certificate) or starttls-verify (name and chain)")
                Tls tls,
        @Option(value = "", doc = "PEM file of the authorities for starttls-verify; empty: those of the Java runtime")
                String tlsCaFile) {

    /** How the connection to the backend is secured; when asked for, it is never done without. */
    public enum Tls {
        OFF,
        STARTTLS,
        STARTTLS_VERIFY
    }

    public BackendSettings {
        positive(maxConnections, "max-connections");
        positive(messagesPerConnection, "messages-per-connection");
        positive(errorsPerConnection, "errors-per-connection");
        positive(acquireTimeout.toMillis(), "acquire-timeout");
        positive(connectTimeout.toMillis(), "connect-timeout");
        positive(commandTimeout.toMillis(), "command-timeout");
        positive(dataDoneTimeout.toMillis(), "data-done-timeout");
        positive(idleTimeout.toMillis(), "idle-timeout");
        parse(uri);
    }

    /** Host and port of {@link #uri}, unresolved; empty for the built-in mailbox. */
    public Optional<InetSocketAddress> address() {
        return parse(uri);
    }

    private static void positive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException("backend." + name + " must be above zero");
        }
    }

    private static Optional<InetSocketAddress> parse(String uri) {
        if (uri.isEmpty()) {
            return Optional.empty();
        }
        URI parsed = URI.create(uri);
        String host = parsed.getHost();
        boolean bare = parsed.getRawUserInfo() == null
                && (parsed.getRawPath() == null || parsed.getRawPath().isEmpty())
                && parsed.getRawQuery() == null;
        if (!"smtp".equalsIgnoreCase(parsed.getScheme()) || host == null || !bare || parsed.getPort() > 65535) {
            throw new IllegalArgumentException("backend.uri = '" + uri + "' is not of the form smtp://host:port");
        }
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return Optional.of(InetSocketAddress.createUnresolved(name, parsed.getPort() < 0 ? 25 : parsed.getPort()));
    }
}
