package org.serai.state;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;

/** Asks the firewall that runs. */
final class StateClient implements AutoCloseable {

    private final SocketChannel channel;

    private StateClient(SocketChannel channel) {
        this.channel = channel;
    }

    /** Null when none runs. */
    static @Nullable StateClient connect(Path file) {
        try {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(file));
                return new StateClient(channel);
            } catch (IOException nobody) {
                channel.close();
                return null;
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new ConfigException("this system has no such sockets as " + file, e);
        }
    }

    /** As {@link Entries#run}. */
    long run(Request request, Iterator<String> lines, Consumer<String> out) throws IOException {
        Writer writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
        writer.write(Entries.write(request) + "\n");
        while (lines.hasNext()) {
            writer.write(lines.next() + "\n");
        }
        writer.flush();
        channel.shutdownOutput();
        Reader reader = Channels.newReader(channel, StandardCharsets.UTF_8);
        for (Lines answer = Lines.of(new BufferedReader(reader)); answer.hasNext(); ) {
            String line = answer.next();
            if (line.startsWith(StateServer.OK)) {
                return Long.parseLong(line.substring(StateServer.OK.length()));
            } else if (line.startsWith(StateServer.ERROR)) {
                throw new IllegalArgumentException(line.substring(StateServer.ERROR.length()));
            }
            out.accept(line);
        }
        throw new IOException("the firewall ended before its answer did");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
