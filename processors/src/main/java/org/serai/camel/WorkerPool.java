package org.serai.camel;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The one pool in which phases run. New phases are turned away when its queue is full; what continues a phase already
 * begun never is, since its number is bounded by the sessions.
 */
final class WorkerPool implements AutoCloseable {

    private final ThreadPoolExecutor pool;
    private final int queue;
    private final LongAdder rejected = new LongAdder();

    WorkerPool(int workers, int queue) {
        this.queue = queue;
        var number = new AtomicInteger();
        // Twice the queue: the upper half is kept for continuations.
        this.pool = new ThreadPoolExecutor(
                workers, workers, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue * 2), task -> {
                    var thread = new Thread(task, "serai-worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Runs a new phase; false when the pool is full. */
    boolean offer(Runnable phase) {
        if (pool.getQueue().size() >= queue) {
            rejected.increment();
            return false;
        }
        try {
            pool.execute(phase);
            return true;
        } catch (RejectedExecutionException e) {
            rejected.increment();
            return false;
        }
    }

    /** For the rest of a phase that has begun; runs in the calling thread when even the reserve is full. */
    Executor continuations() {
        return task -> {
            try {
                pool.execute(task);
            } catch (RejectedExecutionException e) {
                task.run();
            }
        };
    }

    int active() {
        return pool.getActiveCount();
    }

    int queued() {
        return pool.getQueue().size();
    }

    long rejected() {
        return rejected.sum();
    }

    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
