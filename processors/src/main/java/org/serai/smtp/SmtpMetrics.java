package org.serai.smtp;

import java.util.concurrent.atomic.LongAdder;

/** What one listener counts; all but {@link #connections} only grow. Read from any thread. */
public final class SmtpMetrics {

    final LongAdder open = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder octets = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder otherProtocols = new LongAdder();
    final LongAdder tls = new LongAdder();

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

    /** Sessions ended because the client spoke TLS, HTTP or SSH where SMTP was expected. */
    public long otherProtocols() {
        return otherProtocols.sum();
    }

    /** TLS handshakes that succeeded. */
    public long tls() {
        return tls.sum();
    }
}
