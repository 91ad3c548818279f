package org.serai.delivery;

import java.util.concurrent.atomic.LongAdder;
import org.serai.mail.Reply;

/**
 * Counters of the backend client since start.
 *
 * @param accepted contents that the backend took
 * @param deferred contents not taken for now, 4yz, whatever the cause
 * @param refused contents refused, 5yz
 * @param recipientsAccepted recipients with a positive reply
 * @param recipientsDeferred recipients with 4yz
 * @param recipientsRefused recipients with 5yz
 * @param alerts replies and failures that an operator must look at
 * @param opened connections opened, ready for MAIL
 * @param reused times that an idle connection served again
 * @param waited times that all connections were in use
 * @param timedOut waits that ended with 451 4.3.2
 * @param reclaimed connections taken back from a mail that waited for its client
 * @param replayed transactions begun again on another connection
 */
public record BackendMetrics(
        LongAdder accepted,
        LongAdder deferred,
        LongAdder refused,
        LongAdder recipientsAccepted,
        LongAdder recipientsDeferred,
        LongAdder recipientsRefused,
        LongAdder alerts,
        LongAdder opened,
        LongAdder reused,
        LongAdder waited,
        LongAdder timedOut,
        LongAdder reclaimed,
        LongAdder replayed) {

    static BackendMetrics zero() {
        return new BackendMetrics(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder());
    }

    void recipient(Reply reply) {
        count(reply, recipientsAccepted, recipientsDeferred, recipientsRefused);
    }

    void content(Reply reply) {
        count(reply, accepted, deferred, refused);
    }

    private static void count(Reply reply, LongAdder positive, LongAdder transientFailure, LongAdder permanentFailure) {
        (reply.positive() ? positive : reply.transientFailure() ? transientFailure : permanentFailure).increment();
    }
}
