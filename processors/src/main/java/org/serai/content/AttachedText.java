package org.serai.content;

/**
 * The text of an attached document.
 *
 * @param part its place in the message, {@code 1.2}
 * @param name the likeliest file name, or empty
 * @param text as {@link TextPart#text()}, at most {@code text.attachment-chars}; empty unless {@code outcome} is READ or CUT
 */
public record AttachedText(String part, String name, Outcome outcome, String text) {

    /** What became of it. */
    public enum Outcome {
        /** All of its text is there. */
        READ,
        /** It has more text than {@code text.attachment-chars}. */
        CUT,
        /** It is larger than {@code text.attachment-size}. */
        LARGE,
        /** It was not read within {@code text.attachment-time}. */
        LATE,
        /** Documents that hang hold all threads. */
        BUSY,
        /** No document, or one of a kind that its reader cannot read, or made to break readers. */
        BROKEN
    }
}
