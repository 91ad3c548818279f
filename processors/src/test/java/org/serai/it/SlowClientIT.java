package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take a place and do not use it. */
class SlowClientIT {

    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final String HELLO = "EHLO client.example\r\n";
    private static final String RECIPIENT =
            HELLO + "MAIL FROM:<a@sender.example>\r\nRCPT TO:<" + SeraiProcess.RCPT + ">\r\n";

    /** The begin of a TLS record (RFC 8446 section 5.1) with a ClientHello of 4,000 octets. */
    private static final String TLS = "\u0016\u0003\u0001\u000f\u00a4\u0001\0\u000f\u00a0";

    @Test
    void aByteASecondIsNotEnough(@TempDir Path home) throws Exception {
        var phases = new LinkedHashMap<String, String>();
        phases.put("EHLO", "");
        phases.put("MAIL", HELLO);
        phases.put("RCPT", HELLO + "MAIL FROM:<a@sender.example>\r\n");
        phases.put("DATA", RECIPIENT);
        phases.put("content", RECIPIENT + "DATA\r\n");
        phases.put("chunk", RECIPIENT + "BDAT 1000 LAST\r\n");
        phases.put("handshake", HELLO + "STARTTLS\r\n" + TLS);
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .manySessions()
                        .property("smtp.idle-timeout", "6s")
                        .property("smtp.min-data-rate-window", "6s")
                        .start()) {
            var clients = Executors.newFixedThreadPool(phases.size());
            var all = new ArrayList<Callable<String>>();
            phases.forEach((phase, before) -> all.add(() -> drip(serai.port(), phase, before)));
            for (Future<String> sentAway : clients.invokeAll(all)) {
                assertThat(sentAway.get()).matches("(421[\\s\\S]*)?");
            }
            clients.shutdown();
            assertThat(sink.messages()).isEmpty();
        }
    }

    /** Says all that comes before, then a byte a second; returns the last reply, empty where there was none. */
    private static String drip(int port, String phase, String before) throws IOException {
        try (var client = SmtpClient.greeted(port)) {
            for (String command : before.split("(?<=\r\n)")) {
                if (command.endsWith("\r\n") && !command.endsWith("LAST\r\n")) {
                    assertThat(client.say(command)).matches("(220|250|354)[\\s\\S]*");
                } else {
                    client.write(command);
                }
            }
            client.patience(Duration.ofSeconds(1));
            var end = Instant.now().plus(AT_MOST);
            while (Instant.now().isBefore(end)) {
                try {
                    client.write("x");
                    return client.reply();
                } catch (SocketTimeoutException stillOpen) {
                    continue;
                } catch (IOException closed) {
                    return "";
                }
            }
            throw new AssertionError("still open after " + AT_MOST + " in " + phase);
        }
    }

    @Test
    void oneClientHasOnlyItsShareOfTheSessions(@TempDir Path home) throws IOException {
        try (var serai = SeraiProcess.in(home)
                .property("smtp.max-connections-per-client", 5)
                .start()) {
            var clients = new ArrayList<SmtpClient>();
            for (int i = 0; i < 5; i++) {
                clients.add(SmtpClient.hello(serai.port()));
            }
            try (var sixth = SmtpClient.open(serai.port());
                    var other = SmtpClient.open(serai.port(), InetAddress.getByName("127.0.0.9"))) {
                assertThat(sixth.reply()).startsWith("421");
                assertThat(sixth.closed()).isTrue();
                assertThat(other.reply()).startsWith("220");
            }
            for (SmtpClient client : clients) {
                client.close();
            }
        }
    }
}
