package org.serai.smtp;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.serai.mail.Phase;

/** What one listener counts; all but {@link #connections} only grow. Read from any thread. */
public final class SmtpMetrics {

    final LongAdder open = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder octets = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder tls = new LongAdder();
    private final Map<Phase, LongAdder> phases = new EnumMap<>(Phase.class);

    public SmtpMetrics() {
        for (Phase phase : Phase.values()) {
            phases.put(phase, new LongAdder());
        }
    }

    LongAdder phase(Phase phase) {
        LongAdder adder = phases.get(phase);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + phase);
        }
        return adder;
    }

    /** Connections open now. */
    public long connections() {
        return open.sum();
    }

    /** Connections that were let in. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections refused because there were too many, or because the door is closing. */
    public long refused() {
        return refused.sum();
    }

    /** Times the policy was asked at this phase. */
    public long asked(Phase phase) {
        return phase(phase).sum();
    }

    /** Messages whose DATA got a 250. */
    public long messages() {
        return messages.sum();
    }

    /** Octets of these. */
    public long octets() {
        return octets.sum();
    }

    /** Sessions ended because the client was idle or too slow. */
    public long timeouts() {
        return timeouts.sum();
    }

    /** TLS handshakes that succeeded. */
    public long tls() {
        return tls.sum();
    }
}
