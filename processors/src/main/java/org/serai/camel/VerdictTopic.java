package org.serai.camel;

import java.io.IOException;
import org.serai.config.ConfigException;
import org.serai.kafka.QuarantineTopic;
import org.serai.kafka.QuarantineTopic.UnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of verdict events. It is looked at at the start, and again after each failure, before anything is sent: while brokers were away
 * it may not have been there yet, and others may have changed what it takes.
 */
final class VerdictTopic implements VerdictEvents.Destination {

    private static final Logger LOG = LoggerFactory.getLogger(VerdictTopic.class);

    /** Octets of an event, whatever the topic takes. */
    static final int LARGEST = 1_000_000;

    private final QuarantineTopic topic;
    private volatile boolean sure;
    private volatile int largest = LARGEST;

    VerdictTopic(QuarantineTopic topic) {
        this.topic = topic;
    }

    /**
     * Whom nobody answers goes on: events wait in the journal.
     *
     * @throws ConfigException when the topic must not be used
     */
    void look() {
        try {
            ensure();
        } catch (UnreachableException e) {
            LOG.warn(
                    "Topic {} cannot be looked at for now, verdict events wait in the journal: {}",
                    topic.name(),
                    e.getMessage());
        }
    }

    @Override
    public void require() throws IOException {
        if (sure) {
            return;
        }
        try {
            ensure();
        } catch (UnreachableException | ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void doubt() {
        sure = false;
    }

    private void ensure() {
        largest = Math.min(LARGEST, topic.ensure());
        sure = true;
    }

    /** Octets of the largest event that the topic takes. */
    int largest() {
        return largest;
    }
}
