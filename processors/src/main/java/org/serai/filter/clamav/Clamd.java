package org.serai.filter.clamav;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.serai.config.Size;
import org.serai.filter.Watchdog;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The clamd servers of {@code clamav.uri}, asked in that order: the first that answers decides. One that failed a short time
 * ago is asked last, and where it gave no answer not at all, but for one mail in each {@code clamav.retry-after}. Made once for all policy generations; serves all sessions at once.
 */
public final class Clamd implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Clamd.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration UNUSED = Duration.ofSeconds(20);
    private static final Duration TRIAL = Duration.ofMinutes(1);

    /** Questions about one message; asked again from the start where another clamd takes over. */
    interface Questions<T> {
        T ask(Scanner scanner) throws IOException;
    }

    private final List<Server> servers;
    private final ScheduledExecutorService watch;
    private final int most;
    private final AtomicInteger asking = new AtomicInteger();

    /**
     * Nothing is connected yet.
     *
     * @param watchdog closes connections that wait beyond their deadline
     * @param workers threads that ask, and decide about all other phases as well: half of them at most wait for one that
     *     is silent
     */
    public Clamd(ClamavSettings settings, Watchdog watchdog, Clock clock, int workers) {
        most = Math.max(1, workers / 2);
        servers = settings.uri().stream()
                .map(each -> new Server(each, settings, watchdog, clock))
                .toList();
        watch = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "serai-clamd");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** No clamd is named. */
    public boolean off() {
        return servers.isEmpty();
    }

    /** At least one clamd answered when it was last asked. */
    public boolean answers() {
        return servers.stream().anyMatch(Server::answers);
    }

    /** One line for health: each clamd with its version or problem, and how it takes large messages. */
    public String state() {
        return off()
                ? "off, no message is checked for viruses: clamav.uri is empty"
                : servers.stream().map(Server::state).collect(Collectors.joining("; "));
    }

    /**
     * Looks every {@code 10 s} from now on whether each clamd answers and has new signatures, and tries it out when it begins
     * to: does it find the test virus, and does it read a message of the largest size to its end?
     *
     * @param largest {@code smtp.max-message-size}
     */
    public void watch(Size largest) {
        if (off()) {
            LOG.warn("No message is checked for viruses: clamav.uri is empty");
            return;
        }
        watch.scheduleWithFixedDelay(
                () -> servers.forEach(server -> look(server, largest)), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void look(Server server, Size largest) {
        long since = System.nanoTime();
        try {
            server.closeUnused(UNUSED);
            server.refresh(Deadline.in(PATIENCE));
            if (server.untried()) {
                tryOut(server, largest);
            }
        } catch (IOException e) {
            server.failed(e, since);
            server.forgetTrial();
        } catch (RuntimeException e) {
            LOG.error("Looking after clamd {} failed", server.uri, e);
        }
    }

    private static void tryOut(Server server, Size largest) throws IOException {
        Trial.Result result = new Trial(largest.bytes()).of(server, Deadline.in(TRIAL));
        if (server.tried(result)) {
            LOG.atLevel(result == Trial.Result.WHOLE ? Level.INFO : Level.WARN)
                    .log("clamd {}: {}, {}", server.uri, server.version(), result.meaning());
        }
    }

    /**
     * Asks the first clamd that answers. What time is left is shared out among those not asked yet, so that one that hangs
     * leaves time for the next.
     *
     * @throws IOException when none answers in time
     */
    <T> T ask(Deadline until, Questions<T> questions) throws IOException {
        var order = new ArrayList<>(servers);
        order.sort(Comparator.comparing(Server::resting));
        boolean surplus = asking.incrementAndGet() > most;
        try {
            IOException failure = new SocketTimeoutException("no time is left to ask clamd");
            for (int i = 0; i < order.size() && !until.passed(); i++) {
                Server server = order.get(i);
                long since = System.nanoTime();
                var share = Deadline.in(Duration.ofNanos(until.remainingNanos() / (order.size() - i)));
                try (var scanner = new Scanner(server, share, surplus)) {
                    return questions.ask(scanner);
                } catch (NotAskedException e) {
                    failure = e;
                } catch (IOException e) {
                    server.failed(e, since);
                    failure = new IOException(server.uri + ": " + e.getMessage(), e);
                }
            }
            throw failure;
        } finally {
            asking.decrementAndGet();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        servers.forEach(server -> server.closeUnused(Duration.ZERO));
    }
}
