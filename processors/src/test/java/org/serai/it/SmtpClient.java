package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.serai.TrustAnyone;

/** A plain client that sends exactly what it is told, one byte a character, and reads whole replies. */
final class SmtpClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Socket socket;
    private InputStream in;

    private SmtpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects without reading the greeting. */
    static SmtpClient open(int port) throws IOException {
        return open(port, InetAddress.getLoopbackAddress());
    }

    /** From one of the many addresses of the loopback network. */
    static SmtpClient open(int port, InetAddress from) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return new SmtpClient(socket);
    }

    /** Connects and reads the greeting, which must be 220. */
    static SmtpClient greeted(int port) throws IOException {
        var client = open(port);
        assertThat(client.reply()).startsWith("220");
        return client;
    }

    /** Connects and says EHLO. */
    static SmtpClient hello(int port) throws IOException {
        var client = greeted(port);
        client.expect("250", "EHLO client.example\r\n");
        return client;
    }

    /** Waits no longer than this for a reply from now on. */
    SmtpClient patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        return this;
    }

    void write(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    void write(String latin1) throws IOException {
        write(Wire.bytes(latin1));
    }

    /** Sends, then reads one reply. */
    String say(String latin1) throws IOException {
        write(latin1);
        return reply();
    }

    /** Sends and reads one reply, which must begin so; returns it. */
    String expect(String begin, String latin1) throws IOException {
        String reply = say(latin1);
        assertThat(reply).as("reply to %.80s", latin1.strip()).startsWith(begin);
        return reply;
    }

    /** MAIL, RCPT and DATA up to 354. */
    SmtpClient data(String from, String... recipients) throws IOException {
        expect("250", "MAIL FROM:<" + from + ">\r\n");
        for (String recipient : recipients) {
            expect("250", "RCPT TO:<" + recipient + ">\r\n");
        }
        expect("354", "DATA\r\n");
        return this;
    }

    /** A whole transaction; {@code canonical} is dot-stuffed on its way. Returns the last reply. */
    String send(String from, String recipient, byte[] canonical) throws IOException {
        data(from, recipient);
        write(Wire.data(canonical));
        return reply();
    }

    /** All lines of one reply, joined by LF; empty when the server closed the connection. */
    String reply() throws IOException {
        var lines = new StringBuilder();
        while (true) {
            String line = line();
            if (line == null) {
                return lines.toString();
            }
            lines.append(lines.isEmpty() ? "" : "\n").append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return lines.toString();
            }
        }
    }

    /** What else arrives until the server is silent for so long or closes. */
    String rest(Duration silence) throws IOException {
        var replies = new StringBuilder();
        int before = socket.getSoTimeout();
        patience(silence);
        try {
            for (String reply = reply(); !reply.isEmpty(); reply = reply()) {
                replies.append(reply).append('\n');
            }
        } catch (SocketTimeoutException silent) {
            return replies.toString();
        } finally {
            socket.setSoTimeout(before);
        }
        return replies.toString();
    }

    /** True when the server closes without another word within the patience. */
    boolean closed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** The TLS handshake, after a 220 to STARTTLS or at once. */
    void startTls(SSLContext context) throws IOException {
        var tls = context.getSocketFactory()
                .createSocket(socket, InetAddress.getLoopbackAddress().getHostName(), socket.getPort(), true);
        tls.setSoTimeout((int) PATIENCE.toMillis());
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
    }

    /** A handshake of this version of TLS, the first one or another. */
    void handshake(String version) throws IOException {
        var tls = (SSLSocket) socket;
        tls.setEnabledProtocols(new String[] {version});
        tls.startHandshake();
    }

    /** STARTTLS and EHLO again, with whatever certificate. */
    SmtpClient secured() throws IOException {
        expect("220", "STARTTLS\r\n");
        startTls(TrustAnyone.context());
        expect("250", "EHLO client.example\r\n");
        return this;
    }

    /** Whom the certificate of the TLS handshake names. */
    String peer() throws IOException {
        return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
    }

    /** Closes with RST instead of FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private @Nullable String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                String text = Wire.text(line.toByteArray());
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(octet);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
