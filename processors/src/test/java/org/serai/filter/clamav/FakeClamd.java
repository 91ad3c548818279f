package org.serai.filter.clamav;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A clamd that says what a test wants. By default it finds in a stream whatever stands behind {@code X-Clamd: } in it, decoded
 * or not.
 */
final class FakeClamd implements AutoCloseable {

    /** An answer that is none: it waits for ever. */
    static final String HANG = "hang";
    /** An answer that is none: it closes the connection. */
    static final String CLOSE = "close";

    private static final String MARK = "X-Clamd: ";

    final List<String> scanned = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    volatile String version = "ClamAV 1.4.3/27800/Tue Nov 24 08:00:00 2026";
    volatile Function<String, String> answers = FakeClamd::marked;
    volatile int streamLimit = Integer.MAX_VALUE;

    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    FakeClamd() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String uri() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    static String marked(String stream) {
        int mark = stream.indexOf(MARK);
        return mark < 0
                ? "stream: OK"
                : "stream: " + stream.substring(mark + MARK.length(), stream.indexOf("\r\n", mark)) + " FOUND";
    }

    /** As when it is restarted: the connections end, the port stays. */
    void drop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "fake-clamd");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (int number = 0; ; number++) {
                String answer =
                        switch (text(in)) {
                            case "zIDSESSION" -> "";
                            case "zVERSION" -> version;
                            case "zINSTREAM" -> stream(in);
                            default -> "UNKNOWN COMMAND";
                        };
                if (answer.equals(CLOSE)) {
                    return;
                }
                if (answer.equals(HANG)) {
                    in.read();
                    return;
                }
                if (!answer.isEmpty()) {
                    String numbered = answer.startsWith("raw:") ? answer.substring(4) : number + ": " + answer + "\0";
                    out.write(numbered.getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                }
                if (answer.startsWith("INSTREAM")) {
                    return;
                }
            }
        } catch (IOException gone) {
            // As the client wants it.
            return;
        }
    }

    private static String text(DataInputStream in) throws IOException {
        var text = new ByteArrayOutputStream();
        for (int octet = in.readUnsignedByte(); octet != 0; octet = in.readUnsignedByte()) {
            text.write(octet);
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    private String stream(DataInputStream in) throws IOException {
        var stream = new ByteArrayOutputStream();
        for (int length = in.readInt(); length > 0; length = in.readInt()) {
            if (stream.size() + length > streamLimit) {
                return "INSTREAM size limit exceeded. ERROR";
            }
            stream.write(in.readNBytes(length));
        }
        String text = stream.toString(StandardCharsets.ISO_8859_1);
        scanned.add(text);
        return answers.apply(text);
    }

    @Override
    public void close() throws IOException {
        server.close();
        drop();
    }
}
