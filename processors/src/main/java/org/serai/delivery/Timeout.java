package org.serai.delivery;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection waits for what must come next. A tick looks after it, since a timer for each reply would cost more.
 * On the event loop only.
 */
final class Timeout {

    private static final long NEVER = Long.MAX_VALUE;

    private final Channel channel;
    private final Runnable action;
    private long deadline = NEVER;

    /** @param action done once for each time that is over before another is set */
    Timeout(Channel channel, Runnable action) {
        this.channel = channel;
        this.action = action;
    }

    /** @param shortest of the times that will be set; they are exceeded by an eighth of it, or a second at most */
    void start(Duration shortest) {
        long tick = Math.max(10, Math.min(1000, shortest.toMillis() / 8));
        var watch = channel.eventLoop().scheduleAtFixedRate(this::look, tick, tick, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> watch.cancel(false));
    }

    /** From now on; what was set before is forgotten. */
    void set(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    private void look() {
        if (deadline != NEVER && System.nanoTime() - deadline >= 0) {
            deadline = NEVER;
            action.run();
        }
    }
}
