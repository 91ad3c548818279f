package org.serai.camel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.custody.Cursor;
import org.serai.custody.Journal;
import org.serai.custody.JournalEntry;
import org.serai.custody.JournalEntry.Kind;
import org.serai.custody.Segments.Batch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code from: serai:events}: each verdict event of the journal as an exchange, body the line of JSON, header {@code id} the mail id, in order.
 * What the route has taken is not sent again; what fails is, with all behind it, after a while. So each event is sent once, or, after a failure or a
 * crash, more than once, and none is lost.
 */
final class VerdictEvents {

    private static final Logger LOG = LoggerFactory.getLogger(VerdictEvents.class);

    private static final int READ = 1 << 20;

    /** As long as a stop may wait for it. */
    private static final Duration IDLE = Duration.ofMillis(200);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_ROUTE = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Between two lines of the log that say the same. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    record Options(
            @Option(value = "200", least = "1", most = "10000", doc = "Events under way at once.") int inFlight) {}

    /** Where the route brings them. */
    interface Destination {

        /** Whatever the route says. */
        Destination ANY = new Destination() {
            @Override
            public void require() {
                // It tells by itself.
            }

            @Override
            public void doubt() {
                // It is asked with each event.
            }
        };

        /** @throws IOException when nothing may be sent there for now */
        void require() throws IOException;

        /** Something was not taken. */
        void doubt();
    }

    private final Journal journal;
    private final Destination to;
    private final Cursor cursor;
    private volatile String problem = "";

    /** From where it stopped the last time, a file beside the journal's. */
    VerdictEvents(Journal journal, Path file, Destination to) throws IOException {
        this.journal = journal;
        this.to = to;
        this.cursor = new Cursor(file, journal.segments().begin(), journal.end());
    }

    Function<SeraiComponent.Options, Source> source() {
        return options -> {
            int inFlight = options.bind(Options.class).inFlight();
            return (endpoint, route) -> new Reader(endpoint, route, inFlight);
        };
    }

    /** Why the last event was not taken; empty: it was. */
    String problem() {
        return problem;
    }

    /** Octets of the journal that the route has not taken yet. */
    long behind() {
        return Math.max(0, journal.end() - cursor.position());
    }

    /** Removes what has been taken and is old. */
    void removeOld(Clock clock) {
        try {
            journal.removeOld(cursor.position(), clock);
        } catch (IOException e) {
            LOG.error("Old files of the journal cannot be removed: {}", e.toString());
        }
    }

    private final class Reader extends DefaultConsumer {

        private final int inFlight;
        private long told = System.nanoTime() - QUIET.toNanos();
        private volatile boolean running;
        private CountDownLatch stopping = new CountDownLatch(1);
        private Thread thread = new Thread();

        Reader(Endpoint endpoint, Processor route, int inFlight) {
            super(endpoint, route);
            this.inFlight = inFlight;
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            running = true;
            stopping = new CountDownLatch(1);
            thread = new Thread(this::work, "serai-events");
            thread.setDaemon(true);
            thread.start();
        }

        /** Sends what is there, if the route takes it. */
        @Override
        protected void doStop() throws Exception {
            running = false;
            stopping.countDown();
            thread.join(STOP.toMillis());
            thread.interrupt();
            super.doStop();
        }

        private void work() {
            Duration pause = LOOK;
            try {
                while (running || behind() > 0 && problem.isEmpty()) {
                    if (round()) {
                        pause = LOOK;
                    } else if (running) {
                        stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                                ? pause.multipliedBy(2)
                                : LONGEST_PAUSE;
                    }
                }
            } catch (InterruptedException e) {
                LOG.info("Verdict events from octet {} of the journal on go with the next start", cursor.position());
            }
        }

        /** True when all that was there is sent. */
        private boolean round() throws InterruptedException {
            long at = cursor.position();
            if (journal.end() <= at) {
                journal.await(at, IDLE);
                return true;
            }
            try {
                to.require();
                Batch batch = journal.segments().read(at, journal.end(), READ);
                if (batch.next() == at) {
                    stopping.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                    return true;
                }
                List<JournalEntry> events = batch.entries().stream()
                        .filter(entry -> entry.kind() != Kind.INTENT)
                        .toList();
                for (int from = 0; from < events.size(); from += inFlight) {
                    send(events.subList(from, Math.min(events.size(), from + inFlight)));
                }
                cursor.moveTo(batch.next());
                taken();
                if (events.size() < inFlight) {
                    // In groups: to look after each line that is entered costs as much as the mail.
                    stopping.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                }
                return true;
            } catch (IOException | UnsentException | RuntimeException | Error e) {
                // Errors too: without this thread events would wait, and nobody be told.
                to.doubt();
                refused(e.getMessage() == null ? e.toString() : e.getMessage());
                return false;
            }
        }

        /** Said once a minute, however often it fails and goes on again. */
        private void refused(String why) {
            long now = System.nanoTime();
            if (problem.isEmpty() && now - told >= QUIET.toNanos()) {
                LOG.error("A verdict event cannot be handed on, it waits in the journal and is tried again: {}", why);
                told = now;
            }
            problem = why;
        }

        private void taken() {
            if (!problem.isEmpty()) {
                LOG.info("Verdict events are handed on again");
            }
            problem = "";
        }

        /** All of them under way, then waits. */
        private void send(List<JournalEntry> events) throws IOException, InterruptedException, UnsentException {
            var all = new Sent(events.size());
            for (int i = 0; i < events.size(); i++) {
                send(events.get(i), i, all);
            }
            int failed = all.await();
            if (failed < events.size()) {
                cursor.moveTo(events.get(failed).at());
                throw new UnsentException(all.failure());
            }
            cursor.moveTo(events.get(failed - 1).next());
        }

        private void send(JournalEntry event, int index, Sent all) {
            Exchange exchange = createExchange(false);
            exchange.getMessage().setBody(event.json());
            exchange.getMessage().setHeader("id", event.id());
            getAsyncProcessor().process(exchange, sync -> {
                Exception failure = exchange.getException();
                releaseExchange(exchange, false);
                all.done(index, failure);
            });
        }
    }

    private static final class UnsentException extends Exception {
        private static final long serialVersionUID = 1;

        UnsentException(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Counts down, and knows the first that failed. */
    private static final class Sent {

        private int left;
        private int failed;
        private Throwable failure = new IOException("no failure");

        Sent(int count) {
            this.left = count;
            this.failed = count;
        }

        synchronized void done(int index, @Nullable Throwable cause) {
            if (cause != null && index < failed) {
                failed = index;
                failure = cause;
            }
            left--;
            notifyAll();
        }

        /** The first that failed; how many they are, when none did. */
        synchronized int await() throws InterruptedException {
            long until = System.nanoTime() + LONGEST_ROUTE.toNanos();
            while (left > 0) {
                long millis = (until - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    failure = new IOException("the route has not ended within " + LONGEST_ROUTE.toSeconds() + " s");
                    return 0;
                }
                wait(millis);
            }
            return failed;
        }

        synchronized Throwable failure() {
            return failure;
        }
    }
}
