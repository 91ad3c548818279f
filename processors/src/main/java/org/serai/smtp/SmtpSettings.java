package org.serai.smtp;

import java.time.Duration;
import java.util.List;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.mail.Network;

/** The properties {@code smtp.*}: where the door stands and how much it lets a client ask for. */
public record SmtpSettings(
        @Option(value = "0.0.0.0", doc = "Address to listen on.") String host,
        @Option(value = "2525", least = "1", most = "65535", doc = "Port to listen on.") int port,
        @Option(value = "", doc = "Name in banner and EHLO; empty: the machine's own.") HostName hostname,
        @Option(value = "50MB", least = "1KB", doc = "Largest message, announced as SIZE; a larger one gets 552 5.3.4.")
                Size maxMessageSize,
        @Option(
                        value = "",
                        doc = "Balancers that begin each connection with a PROXY header: addresses and CIDR networks.")
                List<Network> proxyNetworks,
        @Option(value = "1000", least = "1", doc = "Connections at once; one more gets 421 4.3.2.") int maxConnections,
        @Option(
                        value = "20",
                        least = "1",
                        doc = "Connections at once from one IPv4 address or IPv6 /64; one more gets 421 4.3.2.")
                int maxConnectionsPerClient,
        @Option(value = "1000", least = "1", doc = "Accepted recipients a message; one more gets 452 4.5.3.")
                int maxRecipients,
        @Option(value = "20", least = "1", doc = "Commands refused with 5yz a session; then 421 4.7.0.") int maxErrors,
        @Option(
                        value = "100",
                        least = "1",
                        doc =
                                "NOOP, RSET, HELP, VRFY and repeated EHLO since the last accepted message; then 421 4.7.0.")
                int maxJunkCommands,
        @Option(
                        value = "300s",
                        least = "1ms",
                        doc =
                                "Time to send one whole command, or the next piece of data; then 421 4.4.2. For a TLS handshake 30 s at most.")
                Duration idleTimeout,
        @Option(value = "10s", least = "1ms", doc = "The same while more than 80 % of max-connections are open.")
                Duration idleTimeoutUnderLoad,
        @Option(value = "500", least = "0", doc = "Octets a second that DATA must bring on average; then 421 4.4.2.")
                int minDataRate,
        @Option(value = "60s", least = "1ms", doc = "Sliding time over which min-data-rate is measured.")
                Duration minDataRateWindow,
        @Option(value = "2048", least = "512", most = "1MB", doc = "Longest command line; a longer one gets 500 5.5.2.")
                Size maxCommandLine,
        @Option(
                        value = "100KB",
                        least = "998",
                        doc = "Text lines above this are kept as they are and noted as SMTP_LONG_LINE.")
                Size maxTextLine,
        @Option(value = "normalize", doc = "Bare LF or CR in a message: normalize (to CRLF, to space) or reject.")
                BareNewline bareNewline,
        @Option(value = "true", doc = "Say refusals of client, HELO and sender first at RCPT.") boolean delayRefusal,
        @Option(value = "30s", least = "1ms", doc = "Time for the policy to decide a phase before DATA.")
                Duration phaseDeadline,
        @Option(
                        value = "280s",
                        least = "1ms",
                        doc =
                                "Time for a phase before DATA to end in a reply, whatever its route does; then 451 4.3.0. More than"
                                        + " phase-deadline; clients wait for 300 s.")
                Duration replyDeadline,
        @Option(value = "25s", most = "1h", doc = "Time for sessions in a transaction to end when Serai is stopped.")
                Duration drainTimeout,
        @Option(
                        value = "0s",
                        most = "1m",
                        doc =
                                "Wait before the greeting; who speaks meanwhile gets 554. Spam programs often do not wait:"
                                        + " 250ms finds many, 6s most.")
                Duration bannerDelay,
        @Option(
                        value = "0s",
                        most = "1m",
                        doc =
                                "Wait before each 5yz reply, for at most a tenth of max-connections at once; trusted clients"
                                        + " do not wait.")
                Duration tarpit,
        @Option(
                        value = "2s",
                        most = "1m",
                        doc =
                                "Wait before the greeting and before each refusal for a client that reaches tarpit-score, such as one"
                                        + " in the penalty box; among the same tenth. 0s: none.")
                Duration tarpitSuspects,
        @Option(
                        value = "2.5",
                        least = "0.1",
                        doc = "Score of client and HELO from which a session waits for tarpit-suspects.")
                double tarpitScore,
        @Option(
                        value = "true",
                        doc =
                                "Remember for 24 h an accepted message whose client may not have got its 250, since it broke"
                                        + " off; when it comes again, it gets 250 and is not delivered"
                                        + " twice.")
                boolean rememberLostReplies,
        @Option(
                        value = "32",
                        least = "1",
                        most = "1000",
                        doc = "Threads that decide phases, at most; two a core unless filters block.")
                int workers,
        @Option(value = "1000", least = "1", doc = "Phases that wait for a thread; one more gets 451 4.3.2.")
                int queue) {

    /** What becomes of a CR or LF that stands alone. */
    public enum BareNewline {
        /** LF becomes CRLF, CR becomes a space, and SMTP_BARE_NEWLINE is noted. */
        NORMALIZE,
        /** The message gets 550 5.6.0. */
        REJECT
    }

    /** {@link #hostname}, else the machine's. */
    public String ownName() {
        return hostname.orOfThisMachine().text();
    }
}
