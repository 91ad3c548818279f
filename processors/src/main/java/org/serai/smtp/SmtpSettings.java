package org.serai.smtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.mail.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The properties {@code smtp.*}: where the door stands and how much it lets a client ask for. */
public record SmtpSettings(
        @Option(value = "0.0.0.0", doc = "Address to listen on.") String host,
        @Option(value = "2525", doc = "Port to listen on.") int port,
        @Option(value = "", doc = "Name in banner and EHLO; empty: the machine's own.") String hostname,
        @Option(value = "50MB", doc = "Largest message, announced as SIZE; a larger one gets 552 5.3.4.")
                Size maxMessageSize,
        @Option(
                        value = "",
                        doc = "Balancers that begin each connection with a PROXY header: addresses and CIDR networks.")
                List<Network> proxyNetworks,
        @Option(value = "1000", doc = "Connections at once; one more gets 421 4.3.2.") int maxConnections,
        @Option(value = "20", doc = "Connections at once from one IPv4 address or IPv6 /64; one more gets 421 4.3.2.")
                int maxConnectionsPerClient,
        @Option(value = "1000", doc = "Accepted recipients a message; one more gets 452 4.5.3.") int maxRecipients,
        @Option(value = "20", doc = "Commands refused with 5yz a session; then 421 4.7.0.") int maxErrors,
        @Option(
                        value = "100",
                        doc =
                                "NOOP, RSET, HELP, VRFY and repeated EHLO since the last accepted message; then 421 4.7.0.")
                int maxJunkCommands,
        @Option(
                        value = "300s",
                        doc =
                                "Time to send one whole command, or the next piece of data; then 421 4.4.2. For a TLS handshake 30 s at most.")
                Duration idleTimeout,
        @Option(value = "10s", doc = "The same while more than 80 % of max-connections are open.")
                Duration idleTimeoutUnderLoad,
        @Option(value = "500", doc = "Octets a second that DATA must bring on average; then 421 4.4.2.")
                int minDataRate,
        @Option(value = "60s", doc = "Sliding time over which min-data-rate is measured.") Duration minDataRateWindow,
        @Option(value = "2048", doc = "Longest command line; a longer one gets 500 5.5.2.") Size maxCommandLine,
        @Option(value = "100KB", doc = "Text lines above this are kept as they are and noted as SMTP_LONG_LINE.")
                Size maxTextLine,
        @Option(value = "normalize", doc = "Bare LF or CR in a message: normalize (to CRLF, to space) or reject.")
                BareNewline bareNewline,
        @Option(value = "true", doc = "Say refusals of client, HELO and sender first at RCPT.") boolean delayRefusal,
        @Option(value = "30s", doc = "Time for the policy to decide a phase before DATA.") Duration phaseDeadline,
        @Option(value = "25s", doc = "Time for sessions in a transaction to end when Serai is stopped.")
                Duration drainTimeout,
        @Option(
                        value = "0s",
                        doc =
                                "Wait before the greeting; who speaks meanwhile gets 554. Spam programs often do not wait:"
                                        + " 250ms finds many, 6s most.")
                Duration bannerDelay,
        @Option(
                        value = "0s",
                        doc =
                                "Wait before each 5yz reply, for at most a tenth of max-connections at once; trusted clients"
                                        + " do not wait.")
                Duration tarpit,
        @Option(
                        value = "true",
                        doc =
                                "Remember for 24 h an accepted message whose client may not have got its 250, since it left"
                                        + " without another command; when it comes again, it gets 250 and is not delivered"
                                        + " twice.")
                boolean rememberLostReplies,
        @Option(value = "32", doc = "Threads that decide phases, at most; two a core unless filters block.")
                int workers,
        @Option(value = "1000", doc = "Phases that wait for a thread, at least 1; one more gets 451 4.3.2.")
                int queue) {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpSettings.class);

    /** What becomes of a CR or LF that stands alone. */
    public enum BareNewline {
        /** LF becomes CRLF, CR becomes a space, and SMTP_BARE_NEWLINE is noted. */
        NORMALIZE,
        /** The message gets 550 5.6.0. */
        REJECT
    }

    public SmtpSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0–65535");
        }
        atLeast("max-connections", maxConnections, 1);
        atLeast("max-connections-per-client", maxConnectionsPerClient, 1);
        atLeast("max-recipients", maxRecipients, 1);
        atLeast("max-errors", maxErrors, 1);
        atLeast("max-junk-commands", maxJunkCommands, 1);
        atLeast("min-data-rate", minDataRate, 0);
        atLeast("max-command-line", maxCommandLine.bytes(), 512);
        atMost("banner-delay", bannerDelay, Duration.ofMinutes(1));
        atMost("tarpit", tarpit, Duration.ofMinutes(1));
        atLeast("workers", workers, 1);
        if (queue < 1) {
            throw new IllegalArgumentException(
                    "queue must be at least 1: each phase passes through it, so that with 0 all would get 451");
        }
        atLeast("idle-timeout in ms", idleTimeout.toMillis(), 1);
        atLeast("idle-timeout-under-load in ms", idleTimeoutUnderLoad.toMillis(), 1);
        atLeast("min-data-rate-window in ms", minDataRateWindow.toMillis(), 1);
    }

    /** {@link #hostname}, else the machine's. */
    public String ownName() {
        if (!hostname.isEmpty()) {
            return hostname;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.warn("This machine has no name, set smtp.hostname: {}", e.getMessage());
            return "localhost";
        }
    }

    private static void atMost(String name, Duration value, Duration most) {
        if (value.isNegative() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be at most " + most.toSeconds() + "s");
        }
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least);
        }
    }
}
