package org.serai.camel;

/**
 * A command that cannot be carried out for the moment, since something that it needs does not answer or somebody else is at work;
 * {@code routes/listeners/release-topic.camel.yaml} names it, and says how often it is tried again.
 */
public final class PostponedException extends Exception {

    private static final long serialVersionUID = 1;

    PostponedException(String message) {
        super(message);
    }
}
