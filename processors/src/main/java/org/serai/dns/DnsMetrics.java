package org.serai.dns;

import java.util.concurrent.atomic.LongAdder;

/** What a {@link Resolver} counts; read from any thread. */
public final class DnsMetrics {

    final LongAdder lookups = new LongAdder();
    final LongAdder cached = new LongAdder();
    final LongAdder shared = new LongAdder();
    final LongAdder resolved = new LongAdder();
    final LongAdder nanos = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder ignored = new LongAdder();

    /** Look-ups that somebody asked for. */
    public long lookups() {
        return lookups.sum();
    }

    /** Of these, answered from the cache. */
    public long cached() {
        return cached.sum();
    }

    /** Of these, joined to one that was under way. */
    public long shared() {
        return shared.sum();
    }

    /** Of these, answered by servers, well or not. */
    public long resolved() {
        return resolved.sum();
    }

    /** Nanoseconds that these took in all. */
    public long nanos() {
        return nanos.sum();
    }

    /** Of these, {@link Answer.ServFail}. */
    public long failed() {
        return failed.sum();
    }

    /** Of these, {@link Answer.Timeout}. */
    public long timedOut() {
        return timedOut.sum();
    }

    /** Datagrams passed over because they were no answer to the question of their socket: forged, or late. */
    public long ignored() {
        return ignored.sum();
    }
}
