package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.serai.TrustAnyone;

/** A blocking SMTP client on one socket, that says just what it is told. */
final class Talk implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    Socket socket;
    private InputStream in;

    Talk(int port) throws IOException {
        use(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    void use(Socket other) throws IOException {
        socket = other;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a line. */
    Talk say(String line) {
        return send(line + "\r\n");
    }

    /** Sends octets, each char one. */
    Talk send(String octets) {
        return send(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    Talk send(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one whole reply and checks how it begins. */
    Talk expect(String prefix) {
        assertThat(reply()).startsWith(prefix);
        return this;
    }

    /** All lines of the next reply; empty at the end of the connection. */
    String reply() {
        var out = new StringBuilder();
        String line;
        do {
            line = line();
            out.append(line);
        } while (line.length() > 3 && line.charAt(3) == '-');
        return out.toString();
    }

    private String line() {
        var out = new ByteArrayOutputStream();
        try {
            int octet;
            while ((octet = in.read()) >= 0) {
                out.write(octet);
                if (octet == '\n') {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after '" + out + "'", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** MAIL and RCPT, both accepted. */
    Talk transaction() {
        say("MAIL FROM:<a@sender.test>").expect("250");
        return say("RCPT TO:<b@localhost>").expect("250");
    }

    /** A whole message with its end. */
    Talk message(String content) {
        return say("DATA").expect("354").send(content + "\r\n.\r\n");
    }

    /** The handshake, with whatever certificate. */
    SSLSocket startTls() throws IOException {
        Socket plain = socket;
        var tls = (SSLSocket)
                TrustAnyone.context().getSocketFactory().createSocket(plain, "mx.test", plain.getPort(), true);
        tls.startHandshake();
        use(tls);
        return tls;
    }

    /** The other side closes without another word. */
    void expectEnd() {
        assertThat(reply()).isEmpty();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
