package org.serai.it;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Clients that send one message after the other until they are stopped, and write down what they were told about each.
 * They try again where nobody listens, but never send the same message twice.
 */
final class Load implements AutoCloseable {

    /** What the client knows about a message in the end. */
    enum Outcome {
        /** 250 after the final dot. */
        ACCEPTED,
        /** Another reply at any point. */
        REFUSED,
        /** The final dot went out and no reply came: the client must try again, which may make a second copy. */
        UNANSWERED,
        /** The session ended before the final dot went out. */
        NOT_SENT
    }

    private static final int A_SESSION = 5;

    private final int port;
    private final Duration pause;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Outcome> outcomes = new ConcurrentSkipListMap<>();
    private final Map<String, String> refusals = new ConcurrentSkipListMap<>();
    private final ExecutorService clients;
    private volatile boolean running = true;

    private Load(int port, int sessions, Duration pause) {
        this.port = port;
        this.pause = pause;
        this.clients = Executors.newFixedThreadPool(sessions);
        for (int i = 0; i < sessions; i++) {
            clients.execute(this::run);
        }
    }

    static Load on(int port, int sessions) {
        return on(port, sessions, Duration.ZERO);
    }

    /** @param pause of each client between two messages */
    static Load on(int port, int sessions, Duration pause) {
        return new Load(port, sessions, pause);
    }

    /** Ids of the messages with this outcome so far. */
    Set<String> with(Outcome outcome) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getValue() == outcome)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    int accepted() {
        return accepted.get();
    }

    /** Refused message → reply. */
    Map<String, String> refusals() {
        return Map.copyOf(refusals);
    }

    private void run() {
        while (running) {
            try (var client = SmtpClient.open(port)) {
                if (!client.reply().startsWith("220")
                        || !client.say("EHLO client.example\r\n").startsWith("250")) {
                    continue;
                }
                for (int i = 0; i < A_SESSION && running; i++) {
                    send(client, "m%06d".formatted(next.getAndIncrement()));
                    LockSupport.parkNanos(pause.toNanos());
                }
            } catch (IOException nobodyListens) {
                // Who starts needs the processors.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private void send(SmtpClient client, String id) throws IOException {
        outcomes.put(id, Outcome.NOT_SENT);
        String[] commands = {
            "MAIL FROM:<" + id + "@sender.example>\r\n", "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n", "DATA\r\n"
        };
        for (String command : commands) {
            String reply = client.say(command);
            if (!reply.startsWith("250") && !reply.startsWith("354")) {
                refused(id, reply);
                // A refused recipient leaves the transaction open.
                client.say("RSET\r\n");
                return;
            }
        }
        outcomes.put(id, Outcome.UNANSWERED);
        client.write(message(id));
        String reply = client.reply();
        if (reply.startsWith("250")) {
            outcomes.put(id, Outcome.ACCEPTED);
            accepted.incrementAndGet();
        } else {
            refused(id, reply);
        }
    }

    private void refused(String id, String reply) throws IOException {
        if (reply.isEmpty()) {
            throw new SocketTimeoutException("closed without a reply");
        }
        outcomes.put(id, Outcome.REFUSED);
        refusals.put(id, reply);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }

    /** Every other message lacks what a message must have, so that policies can tell two kinds apart. */
    private static String message(String id) {
        boolean whole = id.hashCode() % 2 == 0;
        return (whole ? "Date: Tue, 24 Nov 2026 08:00:00 +0000\r\nMessage-ID: <" + id + "@sender.example>\r\n" : "")
                + "From: " + id + "@sender.example\r\nSubject: load\r\n\r\n"
                + "line of text\r\n".repeat(100)
                + ".\r\n";
    }

    /** Lets each client end its message. */
    void stop() {
        running = false;
        clients.shutdown();
        try {
            if (!clients.awaitTermination(120, TimeUnit.SECONDS)) {
                throw new AssertionError("clients hang");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        running = false;
        clients.shutdownNow();
    }
}
