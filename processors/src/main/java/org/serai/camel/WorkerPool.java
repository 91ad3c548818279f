package org.serai.camel;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The one pool in which phases run, first come, first served. New phases are turned away while {@code smtp.queue} of them
 * wait; what continues a phase already begun never is, since its number is bounded by the sessions.
 *
 * <p>It keeps two threads a core and grows to {@code smtp.workers} only when a phase has waited for {@value #PATIENCE_MS} ms,
 * that is when threads are blocked in a filter: 32 threads that take turns cost a fifth more CPU a message than four.
 */
final class WorkerPool implements AutoCloseable {

    private static final long PATIENCE_MS = 50;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private record Task(Runnable work, long since) implements Runnable {
        @Override
        public void run() {
            work.run();
        }
    }

    private final ThreadPoolExecutor pool;
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final int most;
    private final int queue;
    private final LongAdder rejected = new LongAdder();

    /** A pool; {@code ticks} looks after its size. */
    WorkerPool(int workers, int queue, ScheduledExecutorService ticks) {
        this.most = workers;
        this.queue = queue;
        int few = Math.min(workers, 2 * Runtime.getRuntime().availableProcessors());
        var number = new AtomicInteger();
        this.pool = new ThreadPoolExecutor(few, few, 10, TimeUnit.SECONDS, waiting, task -> {
            var thread = new Thread(task, "serai-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        ticks.scheduleWithFixedDelay(() -> resize(few), PATIENCE_MS, PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    private void resize(int few) {
        boolean late = waiting.peek() instanceof Task first
                && System.nanoTime() - first.since() > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        int size = pool.getCorePoolSize();
        if (late && size < most) {
            int next = Math.min(most, size * 2);
            pool.setMaximumPoolSize(next);
            pool.setCorePoolSize(next);
        } else if (!late && size > few && pool.getActiveCount() <= few / 2) {
            pool.setCorePoolSize(few);
            pool.setMaximumPoolSize(few);
        }
    }

    /** Runs a new phase; false when too many wait already. */
    boolean offer(Runnable phase) {
        if (waiting.size() >= queue) {
            rejected.increment();
            return false;
        }
        try {
            pool.execute(new Task(phase, System.nanoTime()));
            return true;
        } catch (RejectedExecutionException e) {
            rejected.increment();
            return false;
        }
    }

    /** For the rest of a phase that has begun; runs in the calling thread when the pool has been closed. */
    Executor continuations() {
        return task -> {
            try {
                pool.execute(new Task(task, System.nanoTime()));
            } catch (RejectedExecutionException e) {
                task.run();
            }
        };
    }

    int active() {
        return pool.getActiveCount();
    }

    int queued() {
        return waiting.size();
    }

    long rejected() {
        return rejected.sum();
    }

    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
