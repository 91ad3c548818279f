package org.serai.smtp;

import java.time.Duration;
import org.serai.config.Option;

/** The properties {@code outbound.*}: the door for our own users. */
public record SubmissionSettings(
        @Option(value = "false", doc = "Open a door for our own users.") boolean enabled,
        @Option(value = "0.0.0.0", doc = "Address of that door.") String host,
        @Option(value = "2587", least = "1", most = "65535", doc = "Its port, with STARTTLS.") int port,
        @Option(
                        value = "0",
                        least = "0",
                        most = "65535",
                        doc = "Its port where TLS begins at once, such as 2465; 0: none.")
                int tlsPort,
        @Option(value = "3", least = "1", doc = "Wrong passwords a session; then 421 4.7.0.") int maxGuesses,
        @Option(
                        value = "10",
                        least = "1",
                        doc = "Wrong passwords from one IPv4 address or IPv6 /64 within guess-window; then 421 4.7.0.")
                int maxGuessesPerClient,
        @Option(value = "15m", least = "1s", doc = "How long a wrong password is remembered.") Duration guessWindow,
        @Option(
                        value = "30s",
                        least = "1s",
                        doc =
                                "Time from AUTH to the end of its exchange, which holds a connection to the backend; then 421"
                                        + " 4.4.2. One that the client does not finish counts as a wrong password.")
                Duration authTimeout,
        @Option(
                        value = "address",
                        doc =
                                "What reverse-path and From must have in common with the login: address (a +tag may stand in it),"
                                        + " domain, or off.")
                SenderLogin senderLogin) {

    /** How near login and sender must be; the route hands it on to the filter {@code sender-login}. */
    public enum SenderLogin {
        ADDRESS,
        DOMAIN,
        OFF
    }
}
