package org.serai.smtp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session waits for: decisions, disk writes, handshakes, delays. While there is anything nothing is parsed; what
 * follows from it is done on the session's event loop, as all is here but {@link #end} and {@link #onLoop}.
 */
final class Waits {

    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

    private final EventLoop loop;
    private final Runnable over;
    private final Consumer<Throwable> failed;
    private int open;
    private @Nullable Runnable delayed;
    private boolean hurried;

    /**
     * @param over done whenever nothing is waited for any more
     * @param failed told when what followed from a wait threw
     */
    Waits(EventLoop loop, Runnable over, Consumer<Throwable> failed) {
        this.loop = loop;
        this.over = over;
        this.failed = failed;
    }

    boolean any() {
        return open > 0;
    }

    /** {@link #end} must follow, once. */
    void begin() {
        open++;
    }

    /** What was waited for has come, on any thread: {@code then} is done before anything else is parsed. */
    void end(Runnable then) {
        onLoop(() -> {
            Throwable failure = null;
            try {
                then.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            open--;
            try {
                if (failure != null) {
                    failed.accept(failure);
                }
            } finally {
                // Whatever failed: where the client has gone, nobody else would end its transaction.
                if (open == 0) {
                    over.run();
                }
            }
        });
    }

    /** Does something after a while, on a timer that holds no thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // of the timer: it finds nothing to do when it is late
    void delay(Duration time, Runnable task) {
        if (hurried || time.isZero()) {
            task.run();
            return;
        }
        begin();
        delayed = task;
        loop.schedule(
                () -> {
                    if (delayed == task) {
                        endDelay();
                    }
                },
                time.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Does something after a while, unless it is cancelled; the session goes on meanwhile. */
    Future<?> after(Duration time, Runnable task) {
        return loop.schedule(() -> guarded(task), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The client has gone: no delay from now on. */
    void hurry() {
        hurried = true;
        endDelay();
    }

    private void endDelay() {
        Runnable task = delayed;
        delayed = null;
        if (task != null) {
            end(task);
        }
    }

    /** Runs on the event loop, now when this is it. */
    void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            guarded(task);
            return;
        }
        try {
            loop.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // The loop has ended, and with it everything that could run beside this.
            LOG.debug("the event loop has ended");
            guarded(task);
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }
}
