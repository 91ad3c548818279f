package org.serai.dns;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;

/**
 * By a connection, for answers that no datagram holds (RFC 7766). They are rare, so each has a connection of its own: a server that
 * is slow in one answer holds up no other.
 */
final class TcpExchange extends Exchange<SocketChannel> {

    private static final int LENGTH = 2;
    private static final int MOST = LENGTH + 0xffff;

    private final ByteBuffer outgoing;

    /** Grows with what comes, not with what is promised. */
    private ByteBuffer incoming = ByteBuffer.allocate(4096);

    TcpExchange(long number, InetSocketAddress server, byte[] question, Deadline deadline) {
        super(number, server, question, deadline);
        outgoing = ByteBuffer.allocate(LENGTH + question.length)
                .putShort((short) question.length)
                .put(question)
                .flip();
    }

    @Override
    SocketChannel open() throws IOException {
        return SocketChannel.open();
    }

    @Override
    void begin(SocketChannel channel, Selector selector) throws IOException {
        boolean connected = channel.connect(server);
        channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
    }

    @Override
    byte @Nullable [] ready(SocketChannel channel, SelectionKey key) throws IOException {
        if (key.isConnectable() && channel.finishConnect()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else if (key.isWritable()) {
            channel.write(outgoing);
            key.interestOps(outgoing.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } else if (key.isReadable()) {
            return read(channel);
        }
        return null;
    }

    private byte @Nullable [] read(SocketChannel channel) throws IOException {
        if (!incoming.hasRemaining()) {
            incoming =
                    ByteBuffer.allocate(Math.min(2 * incoming.capacity(), MOST)).put(incoming.flip());
        }
        if (channel.read(incoming) < 0) {
            throw new EOFException("the server closed the connection before its answer was complete");
        }
        int end = incoming.position() < LENGTH ? MOST : LENGTH + (incoming.getShort(0) & 0xffff);
        if (incoming.position() < end) {
            return null;
        }
        byte[] message = Arrays.copyOfRange(incoming.array(), LENGTH, end);
        if (!matches(message)) {
            throw new IOException("the server answered another question");
        }
        return message;
    }
}
