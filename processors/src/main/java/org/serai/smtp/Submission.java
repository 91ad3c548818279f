package org.serai.smtp;

import java.time.Duration;
import org.serai.mail.Authenticator;

/**
 * What makes a listener one for our own users (RFC 6409): nobody else gets as far as MAIL.
 *
 * @param authenticator who knows the passwords
 * @param guesses shared by all listeners that ask for the same passwords
 * @param authTimeout for one exchange, from AUTH to its end
 * @param implicitTls the handshake comes first (RFC 8314)
 */
public record Submission(Authenticator authenticator, Guesses guesses, Duration authTimeout, boolean implicitTls) {}
