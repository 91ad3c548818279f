package org.serai.camel;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens once Camel has started, and before it stops: the sessions end before the routes do. */
final class Lifecycle extends MainListenerSupport {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Duration drain;
    private final Generations generations;
    private final Door door;
    private final Door mailbox;
    private final Runnable started;

    Lifecycle(Duration drain, Generations generations, Door door, Door mailbox, Runnable started) {
        this.drain = drain;
        this.generations = generations;
        this.door = door;
        this.mailbox = mailbox;
        this.started = started;
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        started.run();
    }

    /** Ends the sessions; returns when none is left or the time is over. */
    void drain() {
        LOG.info("Stopping: no new connections, waiting for the sessions in a transaction");
        generations.freeze();
        drain(door);
        drain(mailbox);
    }

    private void drain(Door of) {
        try {
            of.drain(drain).toCompletableFuture().get(drain.toMillis() + 5_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("Not all sessions could be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
