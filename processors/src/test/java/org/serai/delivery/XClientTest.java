package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;

@Timeout(120)
class XClientTest {

    private static final Content HELLO = Letters.content("hello\r\n");
    private static final Set<String> ALL = Set.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN");

    private FakeBackend backend;

    @BeforeEach
    void start() throws IOException {
        backend = new FakeBackend();
        backend.extensions = List.of("PIPELINING", "XCLIENT NAME ADDR PORT PROTO HELO");
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    private static Envelope envelope(String address, String name, String helo, boolean esmtp) {
        InetAddress ip = Network.literal(address);
        return Envelope.connected(new Client(ip, 1025, name, false)).greeted(helo, esmtp);
    }

    @Test
    void saysWhoTheClientIsAsXtext() {
        assertThat(XClient.of(envelope("192.0.2.1", "mx.example.net", "mx", true), ALL))
                .isEqualTo(
                        new XClient("XCLIENT ADDR=192.0.2.1 PORT=1025 NAME=mx.example.net HELO=mx PROTO=ESMTP", "mx"));
        assertThat(XClient.of(envelope("2001:db8::1", "", "a b=c+d\u00e9", false), ALL))
                .isEqualTo(new XClient(
                        "XCLIENT ADDR=IPV6:2001:db8:0:0:0:0:0:1 PORT=1025 NAME=[UNAVAILABLE]"
                                + " HELO=a+20b+3Dc+2Bd+C3+A9 PROTO=SMTP",
                        ""));
        assertThat(XClient.of(envelope("192.0.2.1", "", "x".repeat(256), true), Set.of("ADDR", "HELO")))
                .isEqualTo(new XClient("XCLIENT ADDR=192.0.2.1 HELO=[UNAVAILABLE]", ""));
    }

    @Test
    void introducesEachClientOnceOnAKeptConnection() throws Exception {
        try (var client = new Backends(backend.address(), "xclient", "true")) {
            send(client, "a", "192.0.2.1", "one.example");
            send(client, "b", "192.0.2.1", "one.example");
            send(client, "c", "192.0.2.2", "two.example");
            send(client, "d", "192.0.2.1", "one.example");
        }
        assertThat(backend.log)
                .filteredOn(line -> !line.matches("(RCPT|DATA|QUIT).*"))
                .containsExactly(
                        "EHLO serai.example",
                        "XCLIENT ADDR=192.0.2.1 PORT=1025 NAME=[UNAVAILABLE] HELO=one.example PROTO=ESMTP",
                        "EHLO one.example",
                        "MAIL FROM:<s@example.net>",
                        "MAIL FROM:<s@example.net>",
                        "XCLIENT ADDR=192.0.2.2 PORT=1025 NAME=[UNAVAILABLE] HELO=two.example PROTO=ESMTP",
                        "EHLO two.example",
                        "MAIL FROM:<s@example.net>",
                        "XCLIENT ADDR=192.0.2.1 PORT=1025 NAME=[UNAVAILABLE] HELO=one.example PROTO=ESMTP",
                        "EHLO one.example",
                        "MAIL FROM:<s@example.net>");
        assertThat(backend.connections).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 5.7.0 insufficient authorization", "501 5.5.4 Bad"})
    void failsClosed(String refusal) throws Exception {
        try (var client = new Backends(backend.address(), "xclient", "true")) {
            backend.once("XCLIENT", refusal);
            assertThat(client.send("m", HELLO, "a@example.org").toString()).startsWith("451 4.3.5 ");
            assertThat(client.delivery.metrics().alerts().sum()).isEqualTo(1);
            assertThat(client.send("n", HELLO, "a@example.org").positive()).isTrue();
        }
        backend.extensions = List.of("PIPELINING");
        try (var client = new Backends(backend.address(), "xclient", "true")) {
            assertThat(client.send("m", HELLO, "a@example.org").toString()).startsWith("451 4.3.5 ");
            assertThat(client.delivery.metrics().alerts().sum()).isEqualTo(1);
        }
        assertThat(backend.messages).hasSize(1);
    }

    @Test
    void isReplacedWhereTheClientItNowSpeaksForMayNotIntroduceAnother() throws Exception {
        backend.on("EHLO one.example", "250-fake\r\n250 PIPELINING");
        try (var client = new Backends(backend.address(), "xclient", "true")) {
            send(client, "a", "192.0.2.1", "one.example");
            send(client, "b", "192.0.2.2", "two.example");
            send(client, "c", "192.0.2.3", "three.example");
        }
        assertThat(backend.connections).hasValue(2);
        assertThat(backend.messages).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XCLIENT", "RCPT", "MAIL"})
    void whatTheBackendRefusesTheClientReachesIt(String step) throws Exception {
        try (var client = new Backends(backend.address(), "xclient", "true")) {
            backend.once(step, "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied");
            assertThat(client.send("m", HELLO, "a@example.org").toString())
                    .isEqualTo("554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied");
            assertThat(client.delivery.metrics().alerts().sum()).isZero();
        }
    }

    @Test
    void aKeptConnectionFoundClosedIsReplaced() throws Exception {
        try (var client = new Backends(backend.address(), "xclient", "true")) {
            send(client, "a", "192.0.2.1", "one.example");
            backend.once("XCLIENT", FakeBackend.CLOSE);
            send(client, "b", "192.0.2.2", "two.example");
        }
        assertThat(backend.messages).hasSize(2);
    }

    private static void send(Backends client, String id, String address, String helo) throws Exception {
        var from = new Client(Network.literal(address), 1025, "", false);
        Mail asking =
                Letters.asking(Letters.from(id, from, helo, "s@example.net", MailParameters.NONE), "a@example.org");
        assertThat(Backends.reply(client.delivery.recipient(asking)).positive()).isTrue();
        assertThat(Backends.reply(client.delivery.deliver(Letters.with(Letters.answered(asking, true), HELLO)))
                        .positive())
                .isTrue();
        client.delivery.end(id);
    }
}
