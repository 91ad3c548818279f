package org.serai.dns;

import java.util.List;

/**
 * What the DNS says to a question.
 *
 * @param <T> one record of the type that was asked for
 */
public sealed interface Answer<T> {

    /**
     * There are records.
     *
     * @param records at least one, in the order of the answer
     */
    record Found<T>(List<T> records) implements Answer<T> {
        public Found {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("an answer without records is NoData");
            }
        }
    }

    /** The name exists and has no record of this type (RFC 2308 section 2.2). */
    record NoData<T>() implements Answer<T> {}

    /** The name does not exist (RFC 2308 section 2.1). */
    record NxDomain<T>() implements Answer<T> {}

    /**
     * No server could or would answer, or what came is no answer: SERVFAIL, REFUSED, a loop of CNAMEs, a name that cannot
     * be asked for, the budget of the mail spent.
     *
     * @param cause for evidence and log, in our words
     */
    record ServFail<T>(String cause) implements Answer<T> {}

    /** Nothing came in time. */
    record Timeout<T>() implements Answer<T> {}

    /** The records; none unless {@link Found}. */
    default List<T> records() {
        return List.of();
    }

    /** What it says, for evidence; without the records. */
    default String words() {
        if (this instanceof NxDomain) {
            return "no such name";
        } else if (this instanceof NoData) {
            return "no such record";
        } else if (this instanceof Timeout) {
            return "no answer in time";
        }
        return this instanceof ServFail<T> failure ? failure.cause() : records().size() + " records";
    }

    /** True when asking later may give another answer: {@link ServFail} and {@link Timeout}. */
    default boolean temporary() {
        return this instanceof ServFail || this instanceof Timeout;
    }

    /** True for {@link NoData} and {@link NxDomain}: what RFC 7208 section 4.6.4 calls a void look-up. */
    default boolean isVoid() {
        return this instanceof NoData || this instanceof NxDomain;
    }
}
