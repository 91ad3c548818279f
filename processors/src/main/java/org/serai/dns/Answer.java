package org.serai.dns;

import java.net.InetAddress;
import java.util.List;
import org.serai.dns.RecordType.MailExchanger;

/**
 * What the DNS says to a question.
 *
 * @param <T> one record of the type that was asked for
 */
public sealed interface Answer<T> {

    int SHOWN = 200;

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
     * No server could or would answer, or what came is no answer: SERVFAIL, REFUSED, a loop of CNAMEs, the
     * budget of the mail spent.
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

    /** Question and answer in one line of at most {@value #SHOWN} characters, for evidence. */
    default String evidence(RecordType<?> type, String name) {
        String said;
        if (this instanceof Found<T> found) {
            said = String.join(
                    ", ", found.records().stream().map(Answer::record).toList());
        } else if (this instanceof ServFail<T> failure) {
            said = "failed, " + failure.cause();
        } else {
            said = this instanceof Timeout ? "timeout" : this instanceof NoData ? "nothing" : "no such name";
        }
        String line = type + " " + name + ": " + said;
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }

    private static String record(Object record) {
        if (record instanceof MailExchanger mx) {
            return mx.preference() + " " + mx.exchange();
        }
        return record instanceof InetAddress address ? Addresses.text(address) : String.valueOf(record);
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
