package org.serai.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server for tests, a thread a connection, that does well unless told otherwise: {@link #on} gives the reply to
 * commands that begin with a prefix, {@link #once} to the next one only. The reply {@link #CLOSE} closes, {@link #SILENT} says
 * nothing; the commands {@code CONNECT} and {@code .} stand for the greeting and the end of data.
 */
final class FakeBackend implements AutoCloseable {

    static final String CLOSE = "close";
    static final String SILENT = "silent";

    record Message(List<String> commands, byte[] content) {}

    private record Rule(String prefix, String reply, boolean once) {}

    private final ServerSocket server;
    private final ConcurrentLinkedDeque<Rule> rules = new ConcurrentLinkedDeque<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Message> messages = new ConcurrentLinkedQueue<>();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger mostOpen = new AtomicInteger();
    /** Commands that lay ready with the one before. */
    final AtomicInteger pipelined = new AtomicInteger();

    final AtomicInteger unfinished = new AtomicInteger();
    volatile List<String> extensions = List.of("PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8");
    volatile long closeAfterOctets = Long.MAX_VALUE;
    volatile String sayMidData = "";
    volatile boolean keepContent = true;
    volatile UnaryOperator<InputStream> reading = in -> in;
    volatile @Nullable SSLContext tls;
    volatile CountDownLatch beforeFinalReply = new CountDownLatch(0);

    FakeBackend() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    void on(String prefix, String reply) {
        rules.addFirst(new Rule(prefix, reply, false));
    }

    void once(String prefix, String reply) {
        rules.addFirst(new Rule(prefix, reply, true));
    }

    void closeConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    List<String> commands(String verb) {
        return log.stream().filter(line -> line.startsWith(verb)).toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeConnections();
    }

    private static void thread(Runnable body) {
        var thread = new Thread(body, "fake-backend");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                if (server.isClosed()) {
                    // It slipped in while close() was about to wake this thread up.
                    socket.close();
                    return;
                }
                connections.incrementAndGet();
                mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                thread(() -> {
                    try (socket) {
                        serve(socket);
                    } catch (IOException e) {
                        log.add("! " + e.getMessage());
                    } finally {
                        open.decrementAndGet();
                    }
                });
            }
        } catch (IOException e) {
            log.add("! " + e.getMessage());
        }
    }

    private void serve(Socket plain) throws IOException {
        Socket socket = plain;
        var in = new BufferedInputStream(reading.apply(socket.getInputStream()), 65536);
        OutputStream out = socket.getOutputStream();
        var commands = new ArrayList<String>();
        if (!say(out, reply("CONNECT", "220 fake ESMTP"))) {
            return;
        }
        String command = line(in);
        while (command != null) {
            log.add(command);
            if (verb(command).equals("MAIL")) {
                commands.clear();
            }
            commands.add(command);
            if (in.available() > 0) {
                pipelined.incrementAndGet();
            }
            String verb = verb(command);
            String normal =
                    switch (verb) {
                        case "EHLO", "LHLO" -> ehlo();
                        case "XCLIENT" -> "220 fake ESMTP";
                        case "DATA" -> "354 go on";
                        case "QUIT" -> "221 bye";
                        case "STARTTLS" -> "220 go ahead";
                        default -> "250 2.0.0 fine";
                    };
            String reply = reply(command, normal);
            if (!say(out, reply)) {
                return;
            }
            if (verb.equals("QUIT")) {
                return;
            }
            if (verb.equals("RSET")) {
                commands.clear();
            }
            if (verb.equals("STARTTLS") && reply.startsWith("220") && tls != null) {
                var secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), false);
                secured.setUseClientMode(false);
                secured.startHandshake();
                socket = secured;
                in = new BufferedInputStream(socket.getInputStream());
                out = socket.getOutputStream();
            }
            if (verb.equals("DATA") && reply.startsWith("354")) {
                if (!content(in, out, List.copyOf(commands))) {
                    return;
                }
                commands.clear();
            }
            command = line(in);
        }
    }

    private static String verb(String command) {
        return command.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    }

    private String ehlo() {
        var text = new StringBuilder("250-fake");
        for (String extension : extensions) {
            text.append("\r\n250-").append(extension);
        }
        return text.append("\r\n250 HELP").toString();
    }

    private boolean content(InputStream in, OutputStream out, List<String> commands) throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] end = {'\r', '\n', '.', '\r', '\n'};
        var last = new byte[] {0, 0, 0, '\r', '\n'};
        long count = 0;
        if (!sayMidData.isEmpty()) {
            say(out, sayMidData);
        }
        while (!Arrays.equals(last, end)) {
            int b = in.read();
            if (b < 0) {
                unfinished.incrementAndGet();
                return false;
            }
            System.arraycopy(last, 1, last, 0, 4);
            last[4] = (byte) b;
            if (keepContent) {
                bytes.write(b);
            }
            if (++count >= closeAfterOctets) {
                return false;
            }
        }
        messages.add(new Message(commands, keepContent ? unstuffed(bytes.toByteArray()) : new byte[0]));
        try {
            beforeFinalReply.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return say(out, reply(".", "250 2.0.0 queued"));
    }

    /** RFC 5321 section 4.5.2, written apart from the code under test. */
    static byte[] unstuffed(byte[] wire) {
        String text = new String(wire, 0, wire.length - 3, StandardCharsets.ISO_8859_1);
        text = ("\r\n" + text).replace("\r\n.", "\r\n");
        return text.substring(2).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String reply(String command, String normal) {
        for (Rule rule : rules) {
            if (command.startsWith(rule.prefix()) && (!rule.once() || rules.remove(rule))) {
                return rule.reply();
            }
        }
        return normal;
    }

    private static boolean say(OutputStream out, String reply) throws IOException {
        if (reply.equals(CLOSE)) {
            return false;
        }
        if (!reply.equals(SILENT)) {
            out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
        return !reply.startsWith("421");
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            if (b != '\r') {
                line.write(b);
            }
            b = in.read();
        }
        return b < 0 ? null : line.toString(StandardCharsets.UTF_8);
    }
}
