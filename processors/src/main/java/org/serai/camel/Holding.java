package org.serai.camel;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.QuarantineEntry.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message in quarantine that nobody else works on, on any node, until this is closed; says so again and again meanwhile. */
final class Holding implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

    private final Quarantine index;
    private final String id;
    private final String who;
    private final Clock clock;
    private final QuarantineEntry entry;
    private final ScheduledFuture<?> renewals;

    private Holding(
            Quarantine index,
            String id,
            String who,
            Clock clock,
            QuarantineEntry entry,
            ScheduledExecutorService ticks) {
        this.index = index;
        this.id = id;
        this.who = who;
        this.clock = clock;
        this.entry = entry;
        long period = Quarantine.HEARD.toMillis();
        this.renewals = ticks.scheduleWithFixedDelay(this::renewed, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes one.
     *
     * @param node for those who find it taken
     * @throws Refusal when there is none, or another has it
     */
    static Holding of(Quarantine index, String id, String node, Clock clock, ScheduledExecutorService ticks)
            throws Refusal {
        String who = node + " " + UUID.randomUUID();
        Optional<QuarantineEntry> found = answer(index.hold(id, who, clock.instant()));
        if (found.isEmpty() || found.get().state() == State.DELETED) {
            throw unknown(id);
        }
        QuarantineEntry entry = found.get();
        if (!entry.holder().equals(who)) {
            String other = entry.holder();
            throw new Refusal(
                    Kind.CONFLICT,
                    "At work",
                    id + " is being worked on by " + other.substring(0, Math.max(0, other.lastIndexOf(' '))));
        }
        return new Holding(index, id, who, clock, entry, ticks);
    }

    static Refusal unknown(String id) {
        return new Refusal(Kind.UNKNOWN, "Unknown", "The index of quarantine has no message " + LogLine.escaped(id));
    }

    /** What the index says, when it does not answer as well. */
    static <T> T answer(CompletionStage<T> asked) throws Refusal {
        try {
            return asked.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new Refusal(Kind.UNAVAILABLE, "No answer", "The index of quarantine does not answer", e);
        }
    }

    /** As it was when it was taken. */
    QuarantineEntry entry() {
        return entry;
    }

    /**
     * To be asked before what cannot be taken back.
     *
     * @throws Refusal when another has it by now, since we were silent for too long
     */
    void require() throws Refusal {
        Optional<QuarantineEntry> now = answer(index.renew(id, who, clock.instant()));
        if (now.isEmpty() || !now.get().holder().equals(who)) {
            throw new Refusal(Kind.CONFLICT, "At work", id + " was taken over by another meanwhile");
        }
    }

    private void renewed() {
        index.renew(id, who, clock.instant()).whenComplete((now, failure) -> {
            if (failure != null) {
                LOG.warn("The index of quarantine does not answer while {} is worked on: {}", id, failure.toString());
            }
        });
    }

    /** Waits until the index has it: whoever is told of what was done here may go on with it. */
    @Override
    public void close() {
        renewals.cancel(false);
        try {
            index.free(id, who).toCompletableFuture().join();
        } catch (CompletionException e) {
            LOG.warn("{} can be worked on again in {} only: {}", id, Quarantine.LEASE, String.valueOf(e.getCause()));
        }
    }
}
