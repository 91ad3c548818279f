package org.serai.learn;

/**
 * A message to learn from, and what it is.
 *
 * @param by who says so: a user, an address; goes to the log only, escaped by whoever made it
 * @param channel by which way it came
 * @param addressee whose own counts it comes to, beside those of all
 */
public record Lecture(Sample sample, Label label, String by, Channel channel, Addressee addressee) {

    /** Of nobody's mail. */
    public Lecture(Sample sample, Label label, String by, Channel channel) {
        this(sample, label, by, channel, Addressee.NOBODY);
    }

    /** Enough to learn from: the words would take most of the memory. */
    public Lecture withoutTokens() {
        return new Lecture(sample.taught(), label, by, channel, addressee);
    }

    /** By which way a message comes to be learned. */
    public enum Channel {
        /** A user's mail to a report address. */
        REPORT,
        /** A folder or manifest of {@code bin/serai train} that had to wait. */
        FOLDER,
        /** The Kafka topic. */
        TOPIC,
        /** A folder of the training mailbox. */
        MAILBOX,
        /** A spam trap. */
        TRAP,
        /** What other filters found. */
        AUTOMATIC,
        /** Somebody lets it out of quarantine, or says what it is that lies there. */
        RELEASE;

        /** Whether a person has labelled the message; else it is learned, but never relabelled. */
        boolean somebodySays() {
            return this != TRAP && this != AUTOMATIC;
        }
    }
}
