package org.serai.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A backend that takes everything and keeps the very bytes; its replies can be changed and held back. */
final class SmtpSink implements AutoCloseable {

    private static final int CR = '\r';
    private static final int LF = '\n';

    /** One transaction that got its 250; {@code content} without the dots that were stuffed. */
    record Message(String mailFrom, List<String> rcptTo, byte[] content) {}

    private final ServerSocket server;
    private final ExecutorService sessions = Executors.newCachedThreadPool();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private final AtomicInteger started = new AtomicInteger();
    private volatile boolean keeping = true;
    private volatile BinaryOperator<String> replies = (command, reply) -> reply;
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private volatile String held = "";
    private volatile String refused = "";
    private volatile String refusal = "";

    private SmtpSink(ServerSocket server) {
        this.server = server;
    }

    static SmtpSink start() throws IOException {
        return start(Ports.free());
    }

    static SmtpSink start(int port) throws IOException {
        var sink = new SmtpSink(new ServerSocket(port, 1000, InetAddress.getLoopbackAddress()));
        sink.sessions.execute(sink::accept);
        return sink;
    }

    int port() {
        return server.getLocalPort();
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    void clear() {
        messages.clear();
        started.set(0);
    }

    /** How many messages came to DATA, whether they were ended or not. */
    int started() {
        return started.get();
    }

    void awaitMessages(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> messages.size() >= count);
    }

    /** Counts messages but keeps no content, for those that would not fit into the test's memory. */
    SmtpSink discarding() {
        keeping = false;
        return this;
    }

    /** From now on {@code change} gets a verb (or CONNECT, or DOT) and the reply to it, and returns what is said instead. */
    void replying(BinaryOperator<String> change) {
        replies = change;
    }

    /** From now on this recipient gets this reply; empty: none does. */
    void refusing(String recipient, String reply) {
        refusal = reply;
        refused = recipient;
    }

    /** From now on no command of this verb (or CONNECT, or DOT) is answered before the latch opens. */
    CountDownLatch hold(String verb) {
        hold = new CountDownLatch(1);
        held = verb;
        return hold;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                sessions.execute(() -> serve(socket));
            } catch (IOException closed) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(closed);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Session(socket).run();
        } catch (IOException clientWent) {
            // The session ends as it would for any server; its message is not kept.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() {
        hold.countDown();
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sessions.shutdownNow();
    }

    private final class Session {

        private final InputStream in;
        private final OutputStream out;
        private String from = "";
        private List<String> to = new ArrayList<>();

        Session(Socket socket) throws IOException {
            in = new BufferedInputStream(socket.getInputStream(), 65_536);
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            answer("CONNECT", "220 sink.example ESMTP");
            for (String line = line(); line != null; line = line()) {
                String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" ->
                        answer(
                                verb,
                                "250-sink.example\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n"
                                        + "250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES");
                    case "MAIL" -> {
                        from = path(line);
                        to = new ArrayList<>();
                        answer(verb, "250 2.1.0 ok");
                    }
                    case "RCPT" -> {
                        if (answer(verb, path(line).equals(refused) ? refusal : "250 2.1.5 ok")
                                .startsWith("2")) {
                            to.add(path(line));
                        }
                    }
                    case "DATA" -> receive();
                    case "QUIT" -> {
                        answer(verb, "221 2.0.0 bye");
                        return;
                    }
                    case "HELO", "RSET", "NOOP" -> answer(verb, "250 2.0.0 ok");
                    default -> answer(verb, "500 5.5.1 " + verb);
                }
            }
        }

        private void receive() throws IOException {
            if (!answer("DATA", "354 go on").startsWith("354")) {
                return;
            }
            started.incrementAndGet();
            byte[] content = content();
            String reply = reply("DOT", "250 2.0.0 kept");
            if (reply.startsWith("2")) {
                messages.add(new Message(from, List.copyOf(to), content));
            }
            write(reply);
        }

        private String answer(String verb, String reply) throws IOException {
            String said = reply(verb, reply);
            write(said);
            return said;
        }

        private String reply(String verb, String usual) throws IOException {
            String said = replies.apply(verb, usual);
            try {
                if (verb.equals(held)) {
                    hold.await();
                }
            } catch (InterruptedException closing) {
                throw new IOException(closing);
            }
            return said;
        }

        private void write(String reply) throws IOException {
            out.write((reply + "\r\n").getBytes(ISO_8859_1));
            out.flush();
        }

        /** Up to CRLF dot CRLF and nothing else; a dot that follows CRLF goes. */
        private byte[] content() throws IOException {
            var kept = new ByteArrayOutputStream();
            int beforeLast = CR;
            int last = LF;
            while (true) {
                int octet = next();
                if (octet == '.' && last == LF && beforeLast == CR) {
                    octet = next();
                    if (octet == CR) {
                        int after = next();
                        if (after == LF) {
                            return kept.toByteArray();
                        }
                        keep(kept, CR);
                        beforeLast = CR;
                        last = after;
                        keep(kept, after);
                        continue;
                    }
                }
                keep(kept, octet);
                beforeLast = last;
                last = octet;
            }
        }

        private void keep(ByteArrayOutputStream kept, int octet) {
            if (keeping) {
                kept.write(octet);
            }
        }

        private int next() throws IOException {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed within DATA");
            }
            return octet;
        }

        private @Nullable String line() throws IOException {
            var line = new StringBuilder();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == LF) {
                    return line.toString().strip();
                }
                line.append((char) octet);
            }
            return null;
        }

        private static String path(String line) {
            return line.substring(line.indexOf('<') + 1, line.lastIndexOf('>'));
        }
    }
}
