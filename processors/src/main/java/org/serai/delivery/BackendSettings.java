package org.serai.delivery;

import java.net.IDN;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.serai.config.Option;

/** The properties {@code backend.*}. */
public record BackendSettings(
        @Option(
                        value = "",
                        doc =
                                "The mail server behind Serai, smtp://host:port or lmtp://host:port; several, separated by"
                                        + " commas, stand for each other in this order; empty: the built-in mailbox")
                List<String> uri,
        @Option(
                        value = "",
                        doc =
                                "Domains of recipients with a mail server of their own, example.org=smtp://host:port, separated"
                                        + " by commas; a domain named again gets another one for failover")
                List<String> domains,
        @Option(value = "40", doc = "Connections to each backend at most") int maxConnections,
        @Option(value = "5s", doc = "How long a mail waits for a connection when all are in use, then 451 4.3.2")
                Duration acquireTimeout,
        @Option(value = "100", doc = "A connection is replaced after this many messages") int messagesPerConnection,
        @Option(value = "10", doc = "A connection is replaced after this many negative replies")
                int errorsPerConnection,
        @Option(
                        value = "10s",
                        doc =
                                "A backend that cannot be reached twice in a row is left alone for 1 s, then 2 s and so on up to"
                                        + " this; meanwhile the next one serves, or mails get 451 4.4.1 at once")
                Duration backOff,
        @Option(value = "10s", doc = "Time for a TCP connection, and again for a TLS handshake, then 451 4.4.1")
                Duration connectTimeout,
        @Option(
                        value = "60s",
                        doc =
                                "Time for the greeting, each reply before the content, and each 64 KB of content to be taken;"
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
                String tlsCaFile,
        @Option(
                        value = "false",
                        doc =
                                "Tell the backend by XCLIENT which client a mail comes from; a backend that does not offer it"
                                        + " gets no mail. Postfix: smtpd_authorized_xclient_hosts; it then wants a connection for"
                                        + " each mail")
                boolean xclient,
        @Option(
                        value = "200",
                        doc =
                                "Connections that belong to authenticated sessions at most, beside max-connections; then 454")
                int maxLogins) {

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
        positive(backOff.toMillis(), "back-off");
        positive(maxLogins, "max-logins");
        parse(uri, "backend.uri");
        parseDomains(domains);
    }

    /** The addresses of {@link #uri}, in order; empty for the built-in mailbox. */
    public List<BackendAddress> addresses() {
        return parse(uri, "backend.uri");
    }

    /** The addresses of {@link #domains} by domain, in lower case and with both spellings of an internationalized one. */
    public Map<String, List<BackendAddress>> addressesByDomain() {
        return parseDomains(domains);
    }

    private static void positive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException("backend." + name + " must be above zero");
        }
    }

    static List<BackendAddress> parse(List<String> uris, String property) {
        return uris.stream().map(uri -> parse(uri, property)).distinct().toList();
    }

    private static BackendAddress parse(String uri, String property) {
        try {
            return BackendAddress.parse(uri);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(property + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, List<BackendAddress>> parseDomains(List<String> entries) {
        var byDomain = new HashMap<String, List<BackendAddress>>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "backend.domains: '" + entry + "' is not of the form example.org=smtp://host:port");
            }
            String domain = entry.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            BackendAddress address = parse(entry.substring(equals + 1).strip(), "backend.domains");
            for (String spelling : new TreeSet<>(List.of(IDN.toASCII(domain), IDN.toUnicode(domain)))) {
                byDomain.computeIfAbsent(spelling, first -> new ArrayList<>()).add(address);
            }
        }
        return Map.copyOf(byDomain);
    }
}
