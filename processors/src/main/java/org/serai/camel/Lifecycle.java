package org.serai.camel;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
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
    private final List<Door> doors;
    private final Door mailbox;
    private final Runnable started;

    /** The mailbox is drained after the doors, since what they take goes there. */
    Lifecycle(Duration drain, Generations generations, List<Door> doors, Door mailbox, Runnable started) {
        this.drain = drain;
        this.generations = generations;
        this.doors = List.copyOf(doors);
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
        await(doors.stream().map(door -> door.drain(drain)).toList());
        await(List.of(mailbox.drain(drain)));
    }

    private void await(List<CompletionStage<Void>> drained) {
        try {
            for (CompletionStage<Void> one : drained) {
                one.toCompletableFuture().get(drain.toMillis() + 5_000, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("Not all sessions could be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
