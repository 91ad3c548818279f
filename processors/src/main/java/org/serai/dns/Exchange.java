package org.serai.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question to one server, over a socket of its own; touched by the thread of {@link Transport} alone.
 *
 * @param <C> the socket
 */
abstract sealed class Exchange<C extends SelectableChannel> permits UdpExchange, TcpExchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int FLAGS = 2;
    private static final int COUNT = 4;
    private static final int HEADER = 12;
    private static final int TYPE_AND_CLASS = 4;

    final long number;
    final InetSocketAddress server;
    final byte[] question;
    final Deadline deadline;
    final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private @Nullable C channel;

    /**
     * Opens nothing yet.
     *
     * @param number tells it from others with the same deadline
     * @param question a message whose one question stands behind its header, uncompressed
     */
    Exchange(long number, InetSocketAddress server, byte[] question, Deadline deadline) {
        this.number = number;
        this.server = server;
        this.question = question;
        this.deadline = deadline;
    }

    /** Opens the socket, and sends or begins to connect. */
    final void begin(Selector selector) throws IOException {
        channel = open();
        channel.configureBlocking(false);
        begin(channel, selector);
    }

    abstract C open() throws IOException;

    abstract void begin(C channel, Selector selector) throws IOException;

    /** The socket can be read, written or has connected: the answer, or null while it has not come. */
    final byte @Nullable [] ready(SelectionKey key) throws IOException {
        return channel == null ? null : ready(channel, key);
    }

    abstract byte @Nullable [] ready(C channel, SelectionKey key) throws IOException;

    /** True when it was open. */
    final boolean close() {
        if (channel == null) {
            return false;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A socket to {} did not close in order", server, e);
        }
        channel = null;
        return true;
    }

    /**
     * True for an answer to this very question: same id, name but for case, type and class (RFC 5452 section 9.1). What
     * else comes is from a forger, or late.
     */
    final boolean matches(byte[] message) {
        boolean response = message.length >= HEADER && (message[FLAGS] & 0xf8) == 0x80;
        if (!response || message[0] != question[0] || message[1] != question[1]) {
            return false;
        }
        int type = HEADER;
        while (question[type] != 0) {
            type += 1 + question[type];
        }
        int end = ++type + TYPE_AND_CLASS;
        if (message.length < end || message[COUNT] != 0 || message[COUNT + 1] != 1) {
            return false;
        }
        for (int i = HEADER; i < end; i++) {
            if (message[i] != question[i] && (i >= type || lower(message[i]) != lower(question[i]))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
    }
}
