package org.serai.camel;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be closed in the reverse order of its making. */
final class Resources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    EventLoopGroup loops(int threads) {
        var loops = new NioEventLoopGroup(threads);
        open.push(() -> loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(3, TimeUnit.SECONDS));
        return loops;
    }

    ScheduledExecutorService scheduler(String name, int threads) {
        ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(threads, daemons(name));
        open.push(scheduler::shutdownNow);
        return scheduler;
    }

    /** Threads for what waits for others; what finds as many tasks waiting as {@code queue} is rejected. */
    ExecutorService waiters(String name, int threads, int queue) {
        var pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        open.push(pool::shutdownNow);
        return pool;
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("Closing failed", e);
            }
        }
    }
}
