package org.serai.camel;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens once Camel has started, and before it stops: on SIGTERM the sessions end before the routes do. */
final class Lifecycle extends MainListenerSupport {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Duration drain;
    private final List<Door> doors;
    private final Runnable started;

    /** The doors are drained one after the other, so that of the backend comes last. */
    Lifecycle(Duration drain, List<Door> doors, Runnable started) {
        this.drain = drain;
        this.doors = List.copyOf(doors);
        this.started = started;
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        started.run();
    }

    @Override
    public void beforeStop(BaseMainSupport main) {
        LOG.info("Stopping: no new connections, waiting for the sessions in a transaction");
        doors.forEach(this::drain);
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
