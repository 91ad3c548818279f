package org.serai.dns;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on loopback, by UDP and TCP, that answers as a test says, or worse. */
final class FakeServer implements AutoCloseable {

    /** What it does with a question by TCP; the length stands in front of each message. */
    interface Connection {
        void serve(Message query, OutputStream out) throws IOException, InterruptedException;
    }

    final List<Message> asked = new CopyOnWriteArrayList<>();
    final List<Message> askedByTcp = new CopyOnWriteArrayList<>();
    final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    /** The datagrams that it sends to a question, in order. */
    volatile Function<Message, List<byte[]>> udp = query -> List.of();

    /** The root exists; the question is not among those {@link #asked}. */
    volatile boolean knowsRoot = true;

    volatile Connection tcp = (query, out) -> {};

    private final DatagramSocket datagrams;
    private final ServerSocket connections;

    FakeServer() {
        try {
            var loopback = InetAddress.getLoopbackAddress();
            connections = new ServerSocket(0, 50, loopback);
            datagrams = new DatagramSocket(connections.getLocalPort(), loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::answerDatagrams);
        start(this::acceptConnections);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                if (!datagrams.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    ServerAddress address() {
        return new ServerAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), datagrams.getLocalPort()));
    }

    /** Answers each question with these records, in the form of a zone file. */
    FakeServer answering(String... records) {
        udp = query -> List.of(reply(query, Rcode.NOERROR, records).toWire());
        return this;
    }

    FakeServer answering(int rcode) {
        udp = query -> List.of(reply(query, rcode).toWire());
        return this;
    }

    /** A recursive server's reply. */
    static Message reply(Message query, int rcode, String... records) {
        return reply(query, rcode, List.of(records), List.of());
    }

    static Message reply(Message query, int rcode, List<String> answers, List<String> authority) {
        var reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.getHeader().setRcode(rcode);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        answers.forEach(record -> reply.addRecord(record(record), Section.ANSWER));
        authority.forEach(record -> reply.addRecord(record(record), Section.AUTHORITY));
        return reply;
    }

    /** {@code a.example. 300 IN A 192.0.2.1}. */
    static Record record(String text) {
        try {
            var master = new Master(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), Name.root);
            Record record = master.nextRecord();
            if (record == null) {
                throw new IllegalArgumentException(text);
            }
            return record;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Record question(String name, int type) {
        try {
            return Record.newRecord(Name.fromString(name), type, DClass.IN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] withLength(byte[] message) {
        var out = new byte[message.length + 2];
        out[0] = (byte) (message.length >> 8);
        out[1] = (byte) message.length;
        System.arraycopy(message, 0, out, 2, message.length);
        return out;
    }

    /** What was asked for, such as {@code a.example./A}. */
    List<String> questions() {
        return asked.stream()
                .map(query -> query.getQuestion().getName() + "/"
                        + Type.string(query.getQuestion().getType()))
                .toList();
    }

    private void answerDatagrams() throws IOException {
        while (true) {
            var packet = new DatagramPacket(new byte[4096], 4096);
            datagrams.receive(packet);
            ports.add(packet.getPort());
            var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
            boolean root = query.getQuestion().getName().equals(Name.root);
            if (!root) {
                asked.add(query);
            }
            List<byte[]> answers = root
                    ? List.of(reply(query, knowsRoot ? Rcode.NOERROR : Rcode.NXDOMAIN)
                            .toWire())
                    : udp.apply(query);
            for (byte[] answer : answers) {
                datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        }
    }

    private void acceptConnections() throws IOException {
        while (true) {
            Socket socket = connections.accept();
            start(() -> {
                try (socket) {
                    var in = new DataInputStream(socket.getInputStream());
                    var query = new Message(in.readNBytes(in.readUnsignedShort()));
                    askedByTcp.add(query);
                    tcp.serve(query, socket.getOutputStream());
                } catch (IOException gone) {
                    // The resolver had enough.
                }
            });
        }
    }

    @Override
    public void close() {
        datagrams.close();
        try {
            connections.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
