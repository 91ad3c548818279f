package org.serai.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.serai.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code bin/serai state} while the firewall runs, on a socket of the file system, which the owner of its directory
 * alone may open. A few callers at a time, of whom one may read as slowly as a person does: a line with the request, lines to import, and the end; then lines of the answer, the
 * last of which is {@code ok} with a number, or {@code error} with what is wrong.
 */
public final class StateServer implements AutoCloseable {

    static final String OK = "ok ";
    static final String ERROR = "error ";

    /** Who is answered at once; others wait for them. */
    static final int CALLERS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(StateServer.class);

    private final Path file;
    private final @Nullable ServerSocketChannel server;
    private final Entries entries;

    private StateServer(Path file, @Nullable ServerSocketChannel server, Store store) {
        this.file = file;
        this.server = server;
        this.entries = new Entries(store);
    }

    /** Answers from now on. Where that cannot be, as with a path of more than about 100 octets, it is told in the log. */
    public static StateServer open(Path file, Store store) {
        ServerSocketChannel server = null;
        try {
            Files.setPosixFilePermissions(directory(file), PosixFilePermissions.fromString("rwx------"));
            Files.deleteIfExists(file); // of a process that was killed: the store's lock says that it is gone
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(file));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("bin/serai state works only while Serai is stopped: {}: {}", file, e.getMessage());
        }
        var answering = new StateServer(file, server, store);
        if (server != null) {
            for (int i = 0; i < CALLERS; i++) {
                var thread = new Thread(answering::serve, "serai-state");
                thread.setDaemon(true);
                thread.start();
            }
        }
        return answering;
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private void serve() {
        while (server != null && server.isOpen()) {
            try (SocketChannel caller = server.accept()) {
                answer(caller);
            } catch (ClosedChannelException e) {
                LOG.debug("{} ends", file);
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("{}: {}", file, e.getMessage());
            }
        }
    }

    private void answer(SocketChannel caller) throws IOException {
        var in = new BufferedReader(Channels.newReader(caller, StandardCharsets.UTF_8));
        var out = new BufferedWriter(Channels.newWriter(caller, StandardCharsets.UTF_8));
        try {
            Lines lines = Lines.of(in);
            if (!lines.hasNext()) {
                return; // somebody who asks nothing
            }
            Request request = Entries.read(lines.next());
            if (request.action() != Request.Action.LIST && request.action() != Request.Action.GET) {
                LOG.info("{} {} of {} by bin/serai state", request.action(), request.key(), request.table());
            }
            long count = entries.run(request, lines, line -> write(out, line));
            write(out, OK + count);
        } catch (IllegalArgumentException | JsonProcessingException e) {
            write(out, ERROR + String.valueOf(e.getMessage()).replace('\n', ' '));
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            // The next caller shall be answered.
            LOG.error("bin/serai state failed", e);
            write(out, ERROR + "it failed, and the log of the firewall tells why");
        }
        out.flush();
        // What was not read when an import was refused: else the caller would see a broken connection instead of why.
        in.transferTo(Writer.nullWriter());
    }

    private static void write(BufferedWriter out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
            Files.deleteIfExists(file);
        }
    }
}
