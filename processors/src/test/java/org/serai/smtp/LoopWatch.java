package org.serai.smtp;

import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells when an event loop is held for more than 20 ms. A busy machine and a collecting JVM stop a loop as well, so a late
 * heartbeat alone proves nothing: the loop's thread must be seen waiting for a lock, a timer or a file in code of ours, or have
 * used the processor for all that time.
 */
final class LoopWatch implements AutoCloseable {

    private static final Duration BEAT = Duration.ofMillis(2);
    private static final Duration HELD = Duration.ofMillis(20);
    private static final Set<String> FILES = Set.of(
            "java.io.FileOutputStream", "java.io.FileInputStream", "sun.nio.ch.FileChannelImpl", "java.nio.file.Files");

    final List<String> waited = new CopyOnWriteArrayList<>();
    final List<String> computed = new CopyOnWriteArrayList<>();
    final AtomicLong beats = new AtomicLong();
    private final EventLoop loop;
    private final ScheduledExecutorService watcher = new ScheduledThreadPoolExecutor(1);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long thread;
    private volatile long lastBeat = System.nanoTime();
    private volatile long cpuAtBeat;
    private long told;

    LoopWatch(EventLoop loop) throws Exception {
        this.loop = loop;
        this.thread = loop.submit(() -> Thread.currentThread().getId()).get();
        loop.execute(this::beat);
        watcher.scheduleAtFixedRate(this::look, 5, 5, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        lastBeat = System.nanoTime();
        cpuAtBeat = threads.getThreadCpuTime(thread);
        beats.incrementAndGet();
        loop.schedule(this::beat, BEAT.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        long beat = lastBeat;
        if (System.nanoTime() - beat < HELD.toNanos() || beat == told) {
            return;
        }
        ThreadInfo info = threads.getThreadInfo(thread, 100);
        long cpu = threads.getThreadCpuTime(thread) - cpuAtBeat;
        if (info == null || lastBeat != beat) {
            return;
        }
        List<StackTraceElement> stack = List.of(info.getStackTrace());
        // The JVM loads each class once.
        boolean ours = stack.stream().anyMatch(frame -> frame.getClassName().startsWith("org.serai."))
                && stack.stream().noneMatch(frame -> frame.getClassName().equals("java.lang.ClassLoader"));
        boolean waits = info.getThreadState() != Thread.State.RUNNABLE
                || stack.stream().anyMatch(frame -> FILES.contains(frame.getClassName()));
        if (ours && (waits || cpu > HELD.toNanos())) {
            told = beat;
            (waits ? waited : computed).add(info.getThreadState() + ", " + cpu / 1_000_000 + " ms of CPU, at " + stack);
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
