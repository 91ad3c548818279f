package org.serai.camel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy in force. A change of its files loads all of them as a new generation; only when that has started do new
 * phases go to it. A bad edit changes nothing and is told in the log and in health.
 */
final class Generations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
    private static final Duration PERIOD = Duration.ofMillis(500);

    /** Makes the generation of a number from files as they stand. */
    interface Loader {
        Generation load(RouteSources from, long number, Runnable afterStop);
    }

    private final StartPolicy start;
    private final RouteSources sources;
    private final Loader loader;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "policy-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger running = new AtomicInteger();
    private final Clock clock;
    private final AtomicLong refused = new AtomicLong();
    private volatile Generation current;
    private volatile Instant taken;
    /** The policy in force is not that of the files: it is one that was kept. */
    private volatile boolean lastGood;

    private volatile @Nullable String refusal;
    private Map<Path, RouteSources.Stamp> loaded;
    private Map<Path, RouteSources.Stamp> seen;
    private volatile Map<Path, RouteSources.Stamp> inForce;
    private RouteSources.Stamp properties;
    private RouteSources.Stamp propertiesSeen;

    /** Loads the first generation; throws when it cannot start, since there is no policy then. */
    Generations(StartPolicy start, Loader loader, Clock clock) {
        this.start = start;
        this.sources = start.atHand();
        this.loader = loader;
        this.clock = clock;
        this.loaded = start.stamps();
        this.seen = loaded;
        this.inForce = loaded;
        this.properties = sources.propertiesStamp();
        this.propertiesSeen = properties;
        this.refusal = start.refusal();
        this.lastGood = refusal != null;
        this.current = load(start.inForce(), 1);
        this.taken = clock.instant();
        if (lastGood) {
            refused.incrementAndGet();
        }
    }

    /** Looks for changes from now on, and keeps what is in force. */
    void watch() {
        watcher.execute(this::keep);
        watcher.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Generation load(RouteSources from, long number) {
        Generation next = loader.load(from, number, running::decrementAndGet);
        running.incrementAndGet();
        return next;
    }

    private void keep() {
        if (refusal == null) {
            start.keep(loaded);
        }
    }

    /** A change is loaded once it has stood still for one look, so that a file half written is not read. */
    private void look() {
        try {
            lookAtProperties();
            Map<Path, RouteSources.Stamp> now = stamps();
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(loaded)) {
                loaded = now;
                refuseLostLists(now);
                reload();
                keep();
            }
        } catch (RuntimeException | Error e) {
            // Such as a directory that has gone; once is enough for the log. What leaves here ends all looks.
            if (!StartPolicy.reason(e).equals(refusal)) {
                refuse(e);
            }
        }
    }

    /** Where they cannot be had, what comes back counts as an edit, so that the refusal goes. */
    private Map<Path, RouteSources.Stamp> stamps() {
        try {
            return sources.stamps();
        } catch (RuntimeException e) {
            loaded = Map.of();
            throw e;
        }
    }

    private void lookAtProperties() {
        var now = sources.propertiesStamp();
        boolean settled = now.equals(propertiesSeen);
        propertiesSeen = now;
        if (settled && !now.equals(properties)) {
            properties = now;
            LOG.warn("{} has changed: changes of serai.properties need a restart", sources.properties());
        }
    }

    /** A block list or a page of policies that has gone must not read like an empty one. */
    private void refuseLostLists(Map<Path, RouteSources.Stamp> now) {
        RouteSources.Stamp policies = inForce.get(sources.policies());
        if (policies != null && policies.there() && !Files.exists(sources.policies())) {
            throw new ConfigException(
                    sources.policies() + " has gone; a page that shall say nothing is one with nothing but comments");
        }
        for (Path file : inForce.keySet()) {
            if (sources.isList(file) && !now.containsKey(file)) {
                throw new ConfigException(file + " has gone; a list that shall say nothing is an empty file");
            }
        }
    }

    /** Takes no more edits; the policy in force stays until {@link #close}. */
    void freeze() {
        watcher.shutdown();
    }

    /** Loads the files as they stand now. */
    synchronized void reload() {
        Generation old = current;
        long begun = System.nanoTime();
        try {
            current = load(sources, old.number() + 1);
        } catch (RuntimeException | Error e) {
            // Such as a class that is no longer there, since a new version was built meanwhile.
            refuse(e);
            return;
        }
        inForce = loaded;
        taken = clock.instant();
        refusal = null;
        lastGood = false;
        old.retire();
        LOG.info(
                "Policy generation {} is in force: {} routes, loaded in {} ms",
                current.number(),
                current.routes().size(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    private void refuse(Throwable e) {
        refused.incrementAndGet();
        refusal = StartPolicy.reason(e);
        if (e instanceof ConfigException) {
            LOG.error("The edit is refused, generation {} stays in force: {}", current.number(), refusal);
        } else {
            LOG.error("The edit is refused, generation {} stays in force", current.number(), e);
        }
    }

    /** Why the files as they stand are not in force, or null when they are. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** The policy in force is the one that was kept, since the files were refused at the start. */
    boolean lastGood() {
        return lastGood;
    }

    /** Whether there is a copy of what is in force, in words. */
    String kept() {
        return start.kept();
    }

    /** When the policy in force was taken. */
    Instant taken() {
        return taken;
    }

    /** Edits that were refused since the start, the files at the start included. */
    long refused() {
        return refused.get();
    }

    Generation current() {
        return current;
    }

    /** Generations that have started and not yet stopped. */
    int running() {
        return running.get();
    }

    boolean process(String entry, Exchange exchange, AsyncCallback callback) {
        Generation generation = current;
        while (!generation.enter()) {
            Generation next = current;
            if (next == generation) {
                // Not replaced, so closed: what outlived the time to drain may still ask.
                exchange.setException(new RejectedExecutionException("no policy is in force any more, Serai stops"));
                callback.done(true);
                return true;
            }
            generation = next;
        }
        return generation.process(entry, exchange, callback);
    }

    @Override
    public void close() {
        watcher.shutdownNow();
        current.retire();
    }
}
