package org.serai.filter.clamav;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to clamd, for one message: commands one after the other (IDSESSION; each answer begins with the number of
 * its command). Not for several threads. At the deadline a timer closes it, whatever it waits for.
 */
final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int CHUNK = 32 << 10;
    private static final int MAX_ANSWER = 4096;

    private final SocketChannel channel;
    private final Future<?> timer;
    private final ByteBuffer out = ByteBuffer.allocate(CHUNK);
    private final ByteBuffer in = ByteBuffer.allocate(512).flip();
    private int commands;
    private volatile boolean late;

    private Session(SocketChannel channel, Deadline until, ScheduledExecutorService timers) {
        this.channel = channel;
        this.timer = timers.schedule(this::expire, until.remainingNanos(), TimeUnit.NANOSECONDS);
    }

    /** Connects. */
    static Session open(SocketAddress address, Duration connect, Deadline until, ScheduledExecutorService timers)
            throws IOException {
        SocketChannel channel = address instanceof InetSocketAddress tcp
                ? SocketChannel.open().setOption(StandardSocketOptions.TCP_NODELAY, true)
                : SocketChannel.open(StandardProtocolFamily.UNIX);
        var session = new Session(channel, until, timers);
        var connecting = timers.schedule(session::expire, connect.toNanos(), TimeUnit.NANOSECONDS);
        try {
            channel.connect(resolve(address));
            session.out.put("zIDSESSION\0".getBytes(StandardCharsets.US_ASCII));
            return session;
        } catch (IOException e) {
            session.close();
            throw session.late ? new SocketTimeoutException("no connection in time") : e;
        } finally {
            connecting.cancel(false);
        }
    }

    private static SocketAddress resolve(SocketAddress address) throws UnknownHostException {
        if (address instanceof InetSocketAddress tcp && tcp.isUnresolved()) {
            var resolved = new InetSocketAddress(tcp.getHostString(), tcp.getPort());
            if (resolved.isUnresolved()) {
                throw new UnknownHostException(tcp.getHostString() + " has no address");
            }
            return resolved;
        }
        return address;
    }

    private void expire() {
        late = true;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("Closing a connection to clamd failed", e);
        }
    }

    /** clamd's version with that of its signatures, such as {@code ClamAV 1.4.6/27823/Tue Nov 24 09:12:33 2026}. */
    String version() throws IOException {
        command("zVERSION\0");
        try {
            flush();
            String said = answer();
            if (!said.startsWith("ClamAV ")) {
                throw new ProtocolException("clamd says '" + Answer.printable(said) + "' for its version");
            }
            return Answer.printable(said);
        } catch (IOException e) {
            throw told(e);
        }
    }

    /**
     * Has what the stream holds scanned.
     *
     * @throws UncheckedIOException where the stream cannot be read, which is not clamd's fault
     */
    Answer scan(InputStream content) throws IOException {
        command("zINSTREAM\0");
        IOException broken = null;
        try {
            send(content);
        } catch (IOException e) {
            // Above its limit clamd answers and closes before all is sent.
            broken = e;
        }
        try {
            return Answer.parse(answer());
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw told(broken == null ? e : broken);
        }
    }

    private void command(String command) {
        commands++;
        out.put(command.getBytes(StandardCharsets.US_ASCII));
    }

    /** Chunks of length and octets; a length of zero ends them. A small message leaves in one write. */
    private void send(InputStream content) throws IOException {
        int read;
        do {
            if (out.remaining() < CHUNK / 4) {
                flush();
            }
            int at = out.position();
            read = read(content, at + 4, out.remaining() - 8);
            out.putInt(at, read).position(at + 4 + read);
        } while (read > 0);
        flush();
    }

    private int read(InputStream content, int at, int most) {
        try {
            return content.readNBytes(out.array(), at, most);
        } catch (IOException e) {
            throw new UncheckedIOException("the message cannot be read", e);
        }
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    private String answer() throws IOException {
        var line = new StringBuilder();
        for (int c = next(); c != 0; c = next()) {
            if (line.length() == MAX_ANSWER) {
                throw new ProtocolException("clamd says more than " + MAX_ANSWER + " octets");
            }
            line.append((char) c);
        }
        String number = commands + ": ";
        if (!line.toString().startsWith(number)) {
            throw new ProtocolException(
                    "clamd says '" + Answer.printable(line.toString()) + "' for command " + commands);
        }
        return line.substring(number.length());
    }

    private int next() throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            int read = channel.read(in);
            in.flip();
            if (read < 0) {
                throw new EOFException("clamd closed the connection");
            }
        }
        return in.get() & 0xff;
    }

    private IOException told(IOException e) {
        if (!late) {
            return e;
        }
        var timeout = new SocketTimeoutException("clamd gave no answer in time");
        timeout.initCause(e);
        return timeout;
    }

    @Override
    public void close() throws IOException {
        timer.cancel(false);
        channel.close();
    }
}
