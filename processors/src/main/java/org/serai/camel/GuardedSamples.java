package org.serai.camel;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.learn.Sample;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads messages to learn from that anybody may have made: one at which the reader fails is told, and those beside it are read.
 *
 * @param reader what may fail
 */
record GuardedSamples(Function<byte[], Sample> reader) {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedSamples.class);

    /**
     * Reads one.
     *
     * @param by who gave it, for the log
     * @return null when it cannot be read
     */
    @Nullable
    Sample of(byte[] message, String by) {
        try {
            return reader.apply(message);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("A message of {} cannot be read, and nothing is learned from it", by, e);
            return null;
        }
    }
}
