package org.serai.camel;

/**
 * A record that cannot be carried out for the moment, since something that it needs does not answer, somebody else is at work, or the firewall
 * stops; {@code routes/listeners/release-topic.camel.yaml} and {@code training-topic.camel.yaml} name it, and say how often it is tried again.
 */
public final class PostponedException extends Exception {

    private static final long serialVersionUID = 1;

    PostponedException(String message) {
        super(message);
    }
}
