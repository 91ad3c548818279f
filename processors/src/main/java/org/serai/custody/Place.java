package org.serai.custody;

/**
 * Where a message lies.
 *
 * @param topic of Kafka, else empty
 * @param partition of the topic
 * @param offset in the partition
 * @param claim the record holds a reference, and the bytes lie in the claim store
 */
public record Place(Kind kind, String topic, int partition, long offset, boolean claim) {

    /** In the files of a node's own quarantine. */
    public static final Place FILES = new Place(Kind.FILES, "", 0, 0, false);

    /** In the files that wait for their topic. */
    public static final Place OUTBOX = new Place(Kind.OUTBOX, "", 0, 0, false);

    /** Kinds of places; new ones at the end, for they are kept by their order. */
    public enum Kind {
        FILES,
        OUTBOX,
        TOPIC
    }

    /** In a topic. */
    public static Place topic(String topic, int partition, long offset, boolean claim) {
        return new Place(Kind.TOPIC, topic, partition, offset, claim);
    }
}
