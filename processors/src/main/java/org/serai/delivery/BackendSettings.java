package org.serai.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.serai.config.Authorities;
import org.serai.config.Option;

/** The properties {@code backend.*}. */
public record BackendSettings(
        @Option(
                        value = "",
                        doc =
                                "The mail server behind Serai, smtp://host:port or lmtp://host:port; several, separated by"
                                        + " commas, stand for each other in this order; empty: the built-in mailbox")
                List<BackendAddress> uri,
        @Option(
                        value = "",
                        doc =
                                "Domains of recipients with a mail server of their own, example.org=smtp://host:port, separated"
                                        + " by commas; a domain named again gets another one for failover")
                List<BackendDomain> domains,
        @Option(value = "40", least = "1", doc = "Connections to each backend at most") int maxConnections,
        @Option(
                        value = "5s",
                        least = "1ms",
                        doc = "How long a mail waits for a connection when all are in use, then 451 4.3.2")
                Duration acquireTimeout,
        @Option(value = "100", least = "1", doc = "A connection is replaced after this many messages")
                int messagesPerConnection,
        @Option(value = "10", least = "1", doc = "A connection is replaced after this many negative replies")
                int errorsPerConnection,
        @Option(
                        value = "10s",
                        least = "1ms",
                        doc =
                                "A backend that cannot be reached twice in a row is left alone for 1 s, then 2 s and so on up to"
                                        + " this; meanwhile the next one serves, or mails get 451 4.4.1 at once")
                Duration backOff,
        @Option(
                        value = "10s",
                        least = "1ms",
                        most = "10m",
                        doc = "Time for a TCP connection, and again for a TLS handshake, then 451 4.4.1")
                Duration connectTimeout,
        @Option(
                        value = "60s",
                        least = "1ms",
                        doc =
                                "Time for the greeting, each reply before the content, and each 64 KB of content to be taken;"
                                        + " shorter than RFC 5321 section 4.5.3.2 asks of a client, since ours waits meanwhile")
                Duration commandTimeout,
        @Option(
                        value = "240s",
                        least = "1ms",
                        doc =
                                "Time for the reply to the content, then 451 4.4.2; well below the 10 minutes that senders wait")
                Duration dataDoneTimeout,
        @Option(
                        value = "60s",
                        least = "1ms",
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
                Authorities tlsCaFile,
        @Option(
                        value = "false",
                        doc =
                                "Tell the backend by XCLIENT which client a mail comes from; a backend that does not offer it"
                                        + " gets no mail. Postfix: smtpd_authorized_xclient_hosts; it then wants a connection for"
                                        + " each mail")
                boolean xclient,
        @Option(
                        value = "200",
                        least = "1",
                        doc =
                                "Connections that belong to authenticated sessions at most, beside max-connections; then 454")
                int maxLogins,
        @Option(
                        value = "5m",
                        least = "1ms",
                        doc =
                                "How long callouts leave a domain alone whose server refused a recipient without an enhanced"
                                        + " status code, and postmaster as well: nothing is known of its recipients then")
                Duration calloutPause) {

    /** How the connection to the backend is secured; when asked for, it is never done without. */
    public enum Tls {
        OFF,
        STARTTLS,
        STARTTLS_VERIFY
    }

    /** The addresses of {@link #domains} by domain, in lower case and with both spellings of an internationalized one. */
    public Map<String, List<BackendAddress>> addressesByDomain() {
        var byDomain = new HashMap<String, List<BackendAddress>>();
        for (BackendDomain entry : domains) {
            for (String spelling : entry.spellings()) {
                byDomain.computeIfAbsent(spelling, first -> new ArrayList<>()).add(entry.server());
            }
        }
        return Map.copyOf(byDomain);
    }
}
