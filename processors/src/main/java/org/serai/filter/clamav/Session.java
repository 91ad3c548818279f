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
import org.jspecify.annotations.Nullable;
import org.serai.filter.Watchdog;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to clamd: commands one after the other (IDSESSION; each answer begins with the number of its command), for one
 * thread at a time. At the deadline of its present use the watchdog closes it, whatever it waits for.
 */
final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int CHUNK = 32 << 10;
    private static final int MAX_ANSWER = 4096;

    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(CHUNK);
    private final ByteBuffer in = ByteBuffer.allocate(512).flip();
    private int commands;
    private Watchdog.@Nullable Watch watch;
    private long unusedSince;
    private volatile boolean late;

    private Session(SocketChannel channel) {
        this.channel = channel;
        out.put("zIDSESSION\0".getBytes(StandardCharsets.US_ASCII));
    }

    /** Connects. */
    static Session open(SocketAddress address, Deadline until, Watchdog watchdog) throws IOException {
        SocketChannel channel = address instanceof InetSocketAddress
                ? SocketChannel.open().setOption(StandardSocketOptions.TCP_NODELAY, true)
                : SocketChannel.open(StandardProtocolFamily.UNIX);
        var session = new Session(channel);
        session.begin(until, watchdog);
        try {
            channel.connect(resolve(address));
            session.end();
            return session;
        } catch (IOException e) {
            session.close();
            throw session.late ? new SocketTimeoutException("no connection in time") : e;
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

    /** It is closed at this time unless {@link #end} comes first. */
    void begin(Deadline until, Watchdog watchdog) {
        watch = watchdog.watch(until, () -> {
            late = true;
            closeChannel();
        });
    }

    /** The present use is over. */
    void end() {
        if (watch != null) {
            watch.finish();
            watch = null;
        }
        unusedSince = System.nanoTime();
    }

    boolean unusedFor(Duration time) {
        return System.nanoTime() - unusedSince > time.toNanos();
    }

    /** Open still, and with nothing unread: clamd has not closed it or gone mad since its last answer. */
    boolean usable() {
        try {
            channel.configureBlocking(false);
            boolean silent = !in.hasRemaining() && channel.read(in.clear()) == 0;
            in.flip();
            channel.configureBlocking(true);
            return silent;
        } catch (IOException e) {
            LOG.debug("A connection to clamd is of no use any more", e);
            return false;
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
    public void close() {
        end();
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("Closing a connection to clamd failed: {}", e.toString());
        }
    }
}
