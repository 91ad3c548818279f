package org.serai.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends questions to servers and gets their answers: one thread for all of them, begun with the first. What has no answer by
 * its deadline fails with {@link SocketTimeoutException}, what is not sent at all with {@link RejectedExecutionException}; each
 * future is completed by that thread.
 */
final class Transport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    /** For each question under way so many may wait. */
    private static final int PATIENCE = 10;

    private final int most;
    private final LongAdder ignored;
    private final AtomicLong numbers = new AtomicLong();
    private final Queue<Exchange<?>> submitted = new ConcurrentLinkedQueue<>();
    private @Nullable Selector selector;
    private volatile boolean closed;

    // Of the thread alone.
    private final TreeSet<Exchange<?>> unanswered =
            new TreeSet<>(Comparator.<Exchange<?>>comparingLong(exchange -> exchange.deadline.nanoTime())
                    .thenComparingLong(exchange -> exchange.number));
    private final Deque<Exchange<?>> waiting = new ArrayDeque<>();
    private int running;

    /**
     * Nothing is opened yet.
     *
     * @param most questions under way at once; further ones wait
     * @param ignored counts datagrams that were no answer to their question
     */
    Transport(int most, LongAdder ignored) {
        this.most = most;
        this.ignored = ignored;
    }

    CompletableFuture<byte[]> udp(InetSocketAddress server, byte[] question, Deadline deadline) {
        return submit(new UdpExchange(numbers.getAndIncrement(), server, question, deadline, ignored));
    }

    CompletableFuture<byte[]> tcp(InetSocketAddress server, byte[] question, Deadline deadline) {
        return submit(new TcpExchange(numbers.getAndIncrement(), server, question, deadline));
    }

    private CompletableFuture<byte[]> submit(Exchange<?> exchange) {
        try {
            submitted.add(exchange);
            selector().wakeup();
        } catch (IOException e) {
            exchange.answer.completeExceptionally(e);
        }
        if (closed) {
            exchange.answer.completeExceptionally(closedMeanwhile());
        }
        return exchange.answer;
    }

    private synchronized Selector selector() throws IOException {
        if (selector == null) {
            Selector opened = Selector.open();
            var thread = new Thread(() -> run(opened), "serai-dns");
            thread.setDaemon(true);
            thread.start();
            selector = opened;
        }
        return selector;
    }

    private void run(Selector selector) {
        try (selector) {
            while (!closed) {
                selector.select(this::ready, patience());
                expire();
                admit(selector);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("No more DNS: waiting for answers failed", e);
            closed = true;
        }
        submitted.forEach(exchange -> exchange.answer.completeExceptionally(closedMeanwhile()));
        List.copyOf(unanswered).forEach(exchange -> end(exchange, closedMeanwhile()));
    }

    /** Milliseconds until the next deadline, 0: none. */
    private long patience() {
        return unanswered.isEmpty()
                ? 0
                : Math.max(
                        1,
                        TimeUnit.NANOSECONDS.toMillis(
                                        unanswered.first().deadline.remainingNanos())
                                + 1);
    }

    private void ready(SelectionKey key) {
        var exchange = (Exchange<?>) key.attachment();
        try {
            byte[] answer = exchange.ready(key);
            if (answer != null) {
                forget(exchange);
                exchange.answer.complete(answer);
            }
        } catch (IOException | RuntimeException e) {
            end(exchange, e);
        }
    }

    private void expire() {
        while (!unanswered.isEmpty() && unanswered.first().deadline.passed()) {
            end(unanswered.first(), new SocketTimeoutException("no answer in time"));
        }
    }

    private void admit(Selector selector) {
        for (Exchange<?> next = submitted.poll(); next != null; next = submitted.poll()) {
            if (waiting.size() >= PATIENCE * most) {
                next.answer.completeExceptionally(
                        new RejectedExecutionException("too many questions wait for dns.max-queries"));
            } else {
                unanswered.add(next);
                waiting.add(next);
            }
        }
        while (running < most && !waiting.isEmpty()) {
            Exchange<?> next = waiting.remove();
            if (unanswered.contains(next)) {
                begin(next, selector);
            }
        }
    }

    private void begin(Exchange<?> exchange, Selector selector) {
        running++;
        try {
            exchange.begin(selector);
        } catch (IOException | RuntimeException e) {
            end(exchange, e);
        }
    }

    private void end(Exchange<?> exchange, Exception failure) {
        forget(exchange);
        exchange.answer.completeExceptionally(failure);
    }

    private void forget(Exchange<?> exchange) {
        unanswered.remove(exchange);
        if (exchange.close()) {
            running--;
        }
    }

    private static RejectedExecutionException closedMeanwhile() {
        return new RejectedExecutionException("Serai is stopping");
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (selector != null) {
            selector.wakeup();
        }
    }
}
