package org.serai.filter;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for checks that are late. One daemon thread looks every {@value #PERIOD_MS} ms; a check costs one insertion and
 * one removal, no timer. The late thread itself is not stopped: its result is dropped.
 */
public final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long PERIOD_MS = 50;

    private final Set<Watch> running = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::patrol, "serai-watchdog");
    private volatile boolean closed;

    public Watchdog() {
        thread.setDaemon(true);
        thread.start();
    }

    /** A running check. */
    public final class Watch {
        private final Deadline deadline;
        private final Runnable late;
        private final AtomicBoolean answered = new AtomicBoolean();

        private Watch(Deadline deadline, Runnable late) {
            this.deadline = deadline;
            this.late = late;
        }

        /** Call when the check is through: true when it is in time, false when the watchdog has answered for it. */
        public boolean finish() {
            running.remove(this);
            return answered.compareAndSet(false, true);
        }
    }

    /** From now on, {@code late} runs once at the deadline unless {@link Watch#finish} comes first. */
    public Watch watch(Deadline deadline, Runnable late) {
        var watch = new Watch(deadline, late);
        running.add(watch);
        return watch;
    }

    private void patrol() {
        while (!closed) {
            for (Watch watch : running) {
                if (watch.deadline.passed() && watch.finish()) {
                    answer(watch);
                }
            }
            try {
                Thread.sleep(Duration.ofMillis(PERIOD_MS).toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void answer(Watch watch) {
        try {
            watch.late.run();
        } catch (RuntimeException | Error e) {
            // Errors too: with this thread gone, no check would have a deadline.
            LOG.error("Answering for a late check failed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
