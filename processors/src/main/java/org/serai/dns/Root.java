package org.serai.dns;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/**
 * Whether the servers know the root of the DNS. Those of an isolated network that deny every name deny the root as well, which does
 * exist: what they deny says nothing.
 */
final class Root {

    static final String REFUSAL = "the DNS servers deny even the root: they are not connected to the Internet";

    private static final Logger LOG = LoggerFactory.getLogger(Root.class);
    private static final Duration HOLDS = Duration.ofMinutes(5);

    private final Servers servers;
    private final Clock clock;
    private @Nullable CompletableFuture<Boolean> known;
    private long until;
    private volatile boolean denied;

    Root(Servers servers, Clock clock) {
        this.servers = servers;
        this.clock = clock;
    }

    /** False when the servers deny it; who does not answer denies nothing. Asked once in five minutes. */
    synchronized CompletableFuture<Boolean> exists(Deadline deadline) {
        long now = clock.millis();
        if (known == null || known.isDone() && now >= until) {
            until = now + HOLDS.toMillis();
            known = servers.askForRoot(deadline)
                    .handle((message, failure) -> tell(message == null || message.getRcode() != Rcode.NXDOMAIN));
        }
        return known;
    }

    private boolean tell(boolean exists) {
        if (denied == exists) {
            denied = !exists;
            if (exists) {
                LOG.info("The DNS servers know the root again: names that they deny do not exist");
            } else {
                LOG.warn(
                        "The DNS servers deny even the root of the DNS, so they are not connected to the Internet: a name that"
                                + " they deny counts as one that cannot be looked up; see dns.servers");
            }
        }
        return exists;
    }
}
