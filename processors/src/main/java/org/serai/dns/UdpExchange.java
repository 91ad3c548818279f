package org.serai.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;

/**
 * By a datagram. The port is the kernel's choice, at random for each question; the socket is connected, so that the kernel lets in
 * the server's datagrams only and tells when nobody listens there. What is no answer to the question is passed over.
 */
final class UdpExchange extends Exchange<DatagramChannel> {

    /** More than we say that we take; what is longer is cut and cannot be read. */
    private static final int MAX_DATAGRAM = 4096;

    private final LongAdder ignored;

    UdpExchange(long number, InetSocketAddress server, byte[] question, Deadline deadline, LongAdder ignored) {
        super(number, server, question, deadline);
        this.ignored = ignored;
    }

    @Override
    DatagramChannel open() throws IOException {
        return DatagramChannel.open();
    }

    @Override
    void begin(DatagramChannel channel, Selector selector) throws IOException {
        channel.connect(server);
        channel.register(selector, SelectionKey.OP_READ, this);
        // The kernel's buffer for one small datagram is never full.
        channel.write(ByteBuffer.wrap(question));
    }

    @Override
    byte @Nullable [] ready(DatagramChannel channel, SelectionKey key) throws IOException {
        var buffer = ByteBuffer.allocate(MAX_DATAGRAM);
        if (channel.read(buffer) <= 0) {
            return null;
        }
        byte[] message = Arrays.copyOf(buffer.array(), buffer.position());
        if (matches(message)) {
            return message;
        }
        ignored.increment();
        return null;
    }
}
