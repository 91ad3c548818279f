package org.serai.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.learn.Lecture.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only one in a running firewall that changes what classifiers have learned. One thread takes lectures one after the other; it owns the
 * model's file, by {@link ModelFile#tryLock}, from the first lesson until it has saved, so that {@code bin/serai train} beside it and this
 * never overwrite each other: who comes second waits. Where nodes share what they learn, lessons come in the order of
 * {@link SharedCurriculum}.
 */
public final class Trainer implements Teacher, AutoCloseable {

    /** Properties under {@code learn.}. */
    public record Options(
            @Option(
                            value = "200",
                            least = "1",
                            most = "10000",
                            doc = "Messages that may wait to be learned, of 200 KB at most; one more is not taken.")
                    int queue,
            @Option(
                            value = "60s",
                            least = "1s",
                            doc = "What was learned is saved after this time at the latest, and at the stop.")
                    Duration saveInterval,
            @Option(
                            value = "10MB",
                            least = "1KB",
                            most = "200MB",
                            doc = "Larger messages are not learned from a report, the topic or the training mailbox.")
                    Size maxMessageSize) {}

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration REPORTS_WAIT = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(20);

    /** A lecture that waits. */
    private record Waiting(Lecture lecture, CompletableFuture<Outcome> done) {}

    /** A lecture whose teacher waits until it is saved. */
    private record Unsaved(CompletableFuture<Outcome> done, Outcome outcome) {}

    private final LiveModel live;
    private final Curriculum curriculum;
    private final ModelFile file;
    private final BacklogRelease backlog;
    private final long saveNanos;
    private final BiConsumer<Lecture, Outcome> taught;
    private final BlockingQueue<Waiting> queue;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Unsaved> unsaved = new ArrayList<>();
    private final Thread thread = new Thread(this::work, "serai-learn");
    private final LongAdder refused = new LongAdder();
    private volatile boolean ended;
    private @Nullable ModelLock lock;
    private boolean changed;
    private boolean deaf;

    /** Why the file cannot be owned, as it was told; else empty. */
    private String trouble = "";

    private long due;

    /** Begins, on a node that shares with nobody. */
    public Trainer(LiveModel live, ModelFile file, Options options, BiConsumer<Lecture, Outcome> taught) {
        this(live, file, options, Curriculum.alone(live), taught);
    }

    /**
     * Begins, on a node that shares what it learns.
     *
     * @param taught is told by the thread of the trainer; must not wait
     */
    public Trainer(
            LiveModel live,
            ModelFile file,
            Options options,
            SharedCurriculum curriculum,
            BiConsumer<Lecture, Outcome> taught) {
        this(live, file, options, (Curriculum) curriculum, taught);
    }

    private Trainer(
            LiveModel live,
            ModelFile file,
            Options options,
            Curriculum curriculum,
            BiConsumer<Lecture, Outcome> taught) {
        this.live = live;
        this.curriculum = curriculum;
        this.file = file;
        this.backlog = new BacklogRelease(file);
        this.saveNanos = options.saveInterval().toNanos();
        this.taught = taught;
        this.queue = new ArrayBlockingQueue<>(options.queue());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public @Nullable CompletableFuture<Outcome> offer(Lecture lecture) {
        var waiting = waiting(lecture);
        boolean taken = closing.getCount() > 0 && queue.offer(waiting);
        if (ended) {
            refuseTheRest();
        }
        if (!taken) {
            refused.increment();
        }
        return taken ? waiting.done : null;
    }

    @Override
    public boolean wouldChange(Lecture lecture) {
        Model model = live.model();
        return !Curriculum.stands(model, lecture) && model.wouldChange(lecture.sample(), lecture.label());
    }

    /**
     * Takes a lecture as soon as there is room for it.
     *
     * @throws InterruptedException also when the trainer is closed meanwhile
     */
    public CompletableFuture<Outcome> put(Lecture lecture) throws InterruptedException {
        var waiting = waiting(lecture);
        while (closing.getCount() > 0) {
            if (queue.offer(waiting, LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (ended) {
                    refuseTheRest();
                }
                return waiting.done;
            }
        }
        throw new InterruptedException("nothing is learned any more, since the firewall stops");
    }

    /** Lectures that {@link #offer} has not taken. */
    public long refused() {
        return refused.sum();
    }

    /** Lectures that wait. */
    public int waiting() {
        return queue.size();
    }

    private static Waiting waiting(Lecture lecture) {
        return new Waiting(lecture.withoutTokens(), new CompletableFuture<>());
    }

    private void work() {
        try {
            clear();
            while (closing.getCount() > 0 || !queue.isEmpty()) {
                Waiting next = queue.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null && own()) {
                    teach(next);
                } else if (next != null) {
                    next.done.completeExceptionally(
                            new UnavailableException("the firewall stops while another process trains"));
                }
                listen();
                catchUp();
                settle();
            }
            if (changed && (lock != null || tryOwn())) {
                save();
            }
        } catch (InterruptedException e) {
            LOG.error("The trainer was interrupted; what was not saved is lost");
        } finally {
            release();
            ended = true;
            refuseTheRest();
        }
    }

    /** Another process that owns the file may be writing what looks as if it were left. */
    private void clear() {
        if (file.littered() && tryOwn()) {
            file.clear();
            release();
        }
    }

    /** Owns the file, as soon as nobody else does; false when it is closed meanwhile. */
    private boolean own() throws InterruptedException {
        boolean told = false;
        while (lock == null && !tryOwn()) {
            if (!told && trouble.isEmpty()) {
                LOG.info("Learning waits for another process, which has locked {}", file.lockFile());
                told = true;
            }
            if (closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            listen();
        }
        return true;
    }

    /** Owns the file, with what another process has saved; false when that has it, or it cannot be read. */
    private boolean tryOwn() {
        try {
            lock = file.tryLock();
            trouble = "";
        } catch (IOException e) {
            String now = ConfigException.reason(e);
            if (!now.equals(trouble)) {
                LOG.error("Nothing can be learned until this is mended: {} cannot be locked, {}", file.lockFile(), now);
            }
            trouble = now;
        }
        if (lock != null && !live.refresh()) {
            trouble = "the file cannot be read";
            release();
        }
        return lock != null;
    }

    private void teach(Waiting next) {
        Outcome outcome;
        try {
            outcome = teach(next.lecture);
            taught.accept(next.lecture, outcome);
        } catch (UnavailableException e) {
            LOG.warn("A message of {} is not learned for now: {}", next.lecture.by(), e.getMessage());
            LOG.debug("Why", e);
            next.done.completeExceptionally(e);
            return;
        } catch (RuntimeException e) {
            LOG.error("A message of {} could not be learned", next.lecture.by(), e);
            next.done.completeExceptionally(e);
            return;
        }
        if (outcome.changes()) {
            changed();
        }
        if (next.lecture.channel() == Channel.REPORT && changed) {
            unsaved.add(new Unsaved(next.done, outcome));
            due = Math.min(due, System.nanoTime() + REPORTS_WAIT.toNanos());
        } else {
            next.done.complete(outcome);
        }
    }

    private Outcome teach(Lecture lecture) {
        // First, as this may fail: what is taken back and not told would not be saved.
        boolean waited = lecture.label() == Label.FORGET && backlog.forget(lecture.sample());
        Outcome outcome = curriculum.teach(lecture);
        if (waited && outcome == Outcome.UNKNOWN) {
            outcome = Outcome.FORGOTTEN;
        }
        LOG.info(
                "{} as {} by {}, {}: {}",
                lecture.sample().fingerprint().substring(0, 16),
                lecture.label(),
                lecture.by(),
                lecture.channel(),
                outcome);
        return outcome;
    }

    /** Learns what others have taught, and what another process has saved. */
    private void listen() {
        boolean brought = lock == null && live.stale() && tryOwn();
        try {
            if (curriculum.follow()) {
                changed();
                // Else it would be told to the others again after a crash.
                due = brought ? System.nanoTime() : due;
            }
            deaf = false;
        } catch (RuntimeException e) {
            if (!deaf) {
                LOG.error("Nothing is learned of other nodes: {}", String.valueOf(e.getMessage()));
                LOG.debug("Why", e);
            }
            deaf = true;
        }
    }

    /** Learns what {@code bin/serai train} has left waiting, when that has come which it waits for. */
    private void catchUp() {
        if (backlog.due(live.model(), !changed)
                && (lock != null || tryOwn())
                && backlog.some(live, curriculum, !changed, taught, () -> closing.getCount() == 0)) {
            changed();
        }
    }

    private void changed() {
        if (!changed) {
            changed = true;
            due = System.nanoTime() + saveNanos;
        }
    }

    /** Saves what is due, and gives the file free when nothing is to be saved. */
    private void settle() throws InterruptedException {
        if (lock == null && (!changed || System.nanoTime() - due < 0 || !tryOwn())) {
            return;
        }
        boolean idle = queue.isEmpty();
        if (!changed && idle) {
            release();
        } else if (changed && (System.nanoTime() - due >= 0 || idle && !unsaved.isEmpty())) {
            save();
            if (!changed) {
                release();
                // Room for who waits for the file.
                boolean stopped = closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                LOG.debug("saved, {}", stopped ? "and stopping" : "and going on");
            }
        }
    }

    private void save() {
        try {
            live.save();
            changed = false;
            unsaved.forEach(each -> each.done.complete(each.outcome));
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}. It is tried again.", e.getMessage(), String.valueOf(e.getCause()));
            due = System.nanoTime() + saveNanos;
            unsaved.forEach(each -> each.done.completeExceptionally(new UnsavedException(each.outcome, e)));
        }
        unsaved.clear();
    }

    private void release() {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private void refuseTheRest() {
        for (Waiting each = queue.poll(); each != null; each = queue.poll()) {
            each.done.completeExceptionally(new UnavailableException("the firewall has stopped"));
        }
    }

    /** Learns what waits, and saves. */
    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.join(STOP.toMillis());
        if (thread.isAlive()) {
            LOG.error("What was learned last is not saved: it takes longer than {}", STOP);
        }
    }
}
