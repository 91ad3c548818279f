package org.serai.custody;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.serai.custody.JournalEntry.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has become of each message. Before one is handed over its intent is entered, or it is not handed over; before its sender is told that it is
 * taken, the event that says by whom. An event that cannot be entered changes nothing for the sender, since the message is taken; it is kept in
 * memory and entered as soon as the disk lets us, and meanwhile no intent succeeds, so that no other message is taken.
 */
public final class Ledger implements EventLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** Those whose messages were under way when the disk failed, and those refused since; beyond that the log alone has them. */
    private static final int MOST_KEPT = 20_000;

    /** No disk that works takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Late(String id, String line) {}

    /** Somebody waits for this; from {@code last} on for nothing. */
    private record Awaited(CompletableFuture<Void> done, Kind kind, long last) {}

    private final Journal journal;
    private final Duration patience;
    private final Deque<Late> late = new ArrayDeque<>();
    private final Queue<Awaited> awaited = new ConcurrentLinkedQueue<>();
    private volatile boolean hangs;

    /** In a journal, which is closed by whoever has opened it. */
    public Ledger(Journal journal) {
        this(journal, PATIENCE);
    }

    /** @param patience with a disk that does not answer */
    Ledger(Journal journal, Duration patience) {
        this.journal = journal;
        this.patience = patience;
    }

    /**
     * A message may be handed over when the stage is complete.
     *
     * @param line the event that holds when nothing else is ever entered about it
     * @return fails when it must not
     */
    public CompletableFuture<Void> intent(String id, String line) {
        return await(journal.append(Kind.INTENT, id, line), Kind.INTENT);
    }

    @Override
    public CompletableFuture<Void> event(String id, String line) {
        return await(enter(new Late(id, line)), Kind.EVENT);
    }

    private CompletableFuture<Void> await(CompletableFuture<Void> done, Kind kind) {
        awaited.add(new Awaited(done, kind, System.nanoTime() + patience.toNanos()));
        return done;
    }

    private CompletableFuture<Void> enter(Late event) {
        // What is done with a line that fails must not hang on what its sender is told: he may have been told long
        // before.
        var told = new CompletableFuture<Void>();
        journal.append(Kind.EVENT, event.id, event.line).whenComplete((done, failure) -> {
            if (failure != null) {
                keep(event, failure);
            }
            told.complete(null);
        });
        return told;
    }

    private void keep(Late event, Throwable failure) {
        synchronized (late) {
            if (late.size() < MOST_KEPT) {
                late.add(event);
                return;
            }
        }
        LOG.error("Not in the journal ({}): {}", failure.toString(), event.line);
    }

    /**
     * Enters again what could not be entered, and lets nobody wait for a disk that hangs; call it every second. Done when each is entered or kept
     * once more.
     */
    public CompletableFuture<Void> retry() {
        losePatience();
        int count = late();
        var tried = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < count; i++) {
            Late next;
            synchronized (late) {
                next = late.poll();
            }
            if (next != null) {
                tried.add(enter(next));
            }
        }
        return CompletableFuture.allOf(tried.toArray(CompletableFuture<?>[]::new));
    }

    /** Their order is that of their time. */
    private void losePatience() {
        for (Awaited next = awaited.peek(); next != null; next = awaited.peek()) {
            if (!next.done.isDone()) {
                if (System.nanoTime() - next.last < 0) {
                    return;
                }
                if (!hangs) {
                    LOG.error(
                            "The disk of the journal has not answered for {} s, mail is deferred",
                            patience.toSeconds());
                    hangs = true;
                }
                if (next.kind == Kind.INTENT) {
                    next.done.completeExceptionally(new TimeoutException("the journal's disk hangs"));
                } else {
                    next.done.complete(null);
                }
            } else {
                hangs = false;
            }
            awaited.poll();
        }
    }

    /** Tries once more; what cannot be entered is told in the log, whole. To be called before the journal is closed. */
    @Override
    public void close() {
        try {
            retry().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("The journal cannot be written at the stop: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (late) {
            late.forEach(event -> LOG.error("Not in the journal: {}", event.line));
            late.clear();
        }
    }

    /** Why lines cannot be entered; empty: they can. */
    public String problem() {
        return hangs ? "the disk does not answer" : journal.problem();
    }

    /** Events that could not be entered yet. */
    public int late() {
        synchronized (late) {
            return late.size();
        }
    }
}
