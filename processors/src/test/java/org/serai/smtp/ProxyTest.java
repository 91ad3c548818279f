package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.Client;
import org.serai.mail.Phase;

/** The PROXY protocol, from those who may speak it and from others. */
class ProxyTest extends DoorFixture {

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    private Talk behind(String... options) throws IOException {
        String[] all = new String[options.length + 1];
        System.arraycopy(options, 0, all, 1, options.length);
        all[0] = "proxy-networks=192.0.2.1, 127.0.0.0/8";
        with(all);
        return door.connect();
    }

    private Client seen() {
        return door.policy.asked.get(0).envelope().client();
    }

    @Test
    void theClientBehindItCounts() throws IOException {
        try (Talk talk = behind("max-connections-per-client=1")) {
            talk.send("PROXY TCP4 198.51.100.7 192.0.2.9 4711 25\r\n").expect("220");
            talk.say("EHLO x").expect("250");
            talk.transaction().message("x").expect("250");
            try (Talk same = door.connect();
                    Talk other = door.connect()) {
                same.send("PROXY TCP4 198.51.100.7 192.0.2.9 4712 25\r\n").expect("421 4.3.2");
                other.send("PROXY TCP6 2001:db8::7 2001:db8::9 4711 25\r\n").expect("220");
            }
        }
        assertThat(seen().ip()).isEqualTo("198.51.100.7");
        assertThat(seen().port()).isEqualTo(4711);
        await().until(() -> door.server.metrics().connections() == 0);
    }

    @Test
    void trustIsForTheClientNeverForTheBalancer() throws IOException {
        try (Talk talk = behind()) {
            door.trusted.add("198.51.100.7");
            door.trusted.add("127.0.0.1");
            talk.send("PROXY TCP4 198.51.100.7 192.0.2.9 1 25\r\n").expect("220");
            assertThat(seen().trusted()).isTrue();
            try (Talk itself = door.connect()) {
                itself.send("PROXY UNKNOWN\r\n").expect("220");
            }
        }
        assertThat(door.policy.asked.get(1).envelope().client().ip()).isEqualTo("127.0.0.1");
        assertThat(door.policy.asked.get(1).envelope().client().trusted()).isFalse();
    }

    @Test
    void versionTwo() throws IOException {
        try (Talk talk = behind()) {
            byte[] addresses = {(byte) 198, 51, 100, 7, (byte) 192, 0, 2, 9, 0x12, 0x67, 0, 25};
            byte[] extension = {0x04, 0, 2, 1, 2};
            talk.send(header(0x21, 0x11, addresses, extension)).expect("220");
            assertThat(seen().ip()).isEqualTo("198.51.100.7");
            assertThat(seen().port()).isEqualTo(0x1267);
        }
    }

    @Test
    void aBalancerMaySpeakForItself() throws IOException {
        try (Talk talk = behind()) {
            byte[] addresses = {(byte) 198, 51, 100, 7, (byte) 192, 0, 2, 9, 0x12, 0x67, 0, 25};
            talk.send(header(0x20, 0x11, addresses)).expect("220");
            assertThat(seen().ip()).isEqualTo("127.0.0.1");
            try (Talk unspecified = door.connect()) {
                unspecified.send(header(0x21, 0x00)).expect("220");
            }
        }
        assertThat(door.policy.asked.get(1).envelope().client().ip()).isEqualTo("127.0.0.1");
    }

    @Test
    void theHeaderMayComeInPiecesOrWithMore() throws IOException {
        try (Talk talk = behind()) {
            for (char octet : "PROXY TCP4 198.51.100.7 192.0.2.9 1 25\r\n".toCharArray()) {
                talk.send(String.valueOf(octet));
            }
            talk.expect("220").say("NOOP").expect("250");
            door.policy.hold = Phase.CONNECT;
            try (Talk early = door.connect()) {
                early.send("PROXY TCP4 198.51.100.7 192.0.2.9 1 25\r\nEHLO early\r\n");
                await().until(() -> door.policy.held() == 1);
                door.policy.release();
                early.expect("554 5.5.1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.test\r\n",
                "PROXY\r\n",
                "PROXY TCP4 300.1.1.1 192.0.2.9 1 25\r\n",
                "PROXY TCP4 2001:db8::1 192.0.2.9 1 25\r\n",
                "PROXY TCP4 198.51.100.7 192.0.2.9 70000 25\r\n",
                "PROXY TCP4 198.51.100.7 192.0.2.9 1\r\n",
                "PROXY TCP6 localhost ::1 1 25\r\n",
                "PROXY UDP4 198.51.100.7 192.0.2.9 1 25\r\n",
                "PROXY TCP4 198.51.100.7 192.0.2.9 -1 25\r\n",
                "PROXY TCP4 0x7f.0.0.1 192.0.2.9 1 25\r\n",
                "PROXY TCP4 127.1 192.0.2.9 1 25\r\n",
                "PROXY TCP6 fe80::1%nosuch ::1 1 25\r\n",
                "PROXY TCP4 198.51.100.7 192.0.2.9 1 25                                                              "
                        + "                                                            \r\n",
                "\r\n\r\n\u0000\r\nQUIT\n\u0031\u0011\u0000\u000c123456789012",
                "\r\n\r\n\u0000\r\nQUIT\n\u0021\u0011\u0000\u0001x",
                "\r\n\r\n\u0000\r\nQUIT\n\u0021\u0011\u00ff\u00ffx",
            })
    void garbageIsSentAway(String header) throws IOException {
        try (Talk talk = behind()) {
            talk.send(header).expectEnd();
        }
        assertThat(door.policy.asked).isEmpty();
        assertThat(door.server.metrics().connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PROXY TCP4 198.51.1", "\r\n\r\n\u0000\r\nQUIT\n\u0021\u0011\u0000\u000c1"})
    void whoNeverEndsTheHeaderIsSentAway(String begun) throws IOException {
        try (Talk talk = behind()) {
            talk.send(begun).expectEnd();
        }
        assertThat(door.policy.asked).isEmpty();
    }

    @Test
    void whoLeavesWithinTheHeaderWasNeverThere() throws IOException {
        try (Talk talk = behind()) {
            talk.send("PROXY TCP4 198.51.1");
        }
        try (Talk next = door.connect()) {
            next.send("PROXY TCP4 198.51.100.7 192.0.2.9 1 25\r\n").expect("220");
        }
        assertThat(door.policy.asked).hasSize(1);
        await().until(() -> door.server.metrics().connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x12, 0x31})
    void noClientOfTheInternetIsTheBalancerItself(int datagramOrUnix) throws IOException {
        try (Talk talk = behind()) {
            door.trusted.add("127.0.0.1");
            talk.send(header(0x21, datagramOrUnix, new byte[216])).expect("220");
        }
        assertThat(seen().ip()).isEqualTo("127.0.0.1");
        assertThat(seen().trusted()).isFalse();
    }

    @Test
    void aClientBehindItMayNotSayItIsAnother() throws IOException {
        String mine = "PROXY TCP4 198.51.100.7 192.0.2.9 1 25\r\n";
        String lie = "PROXY TCP4 192.0.2.1 192.0.2.9 1 25\r\n";
        try (Talk talk = behind()) {
            door.trusted.add("192.0.2.1");
            talk.send(mine).expect("220").send(lie).expect("554 5.5.1").expectEnd();
        }
        door.policy.hold = Phase.CONNECT;
        try (Talk both = door.connect()) {
            both.send(mine + lie);
            await().until(() -> door.policy.held() == 1);
            door.policy.release();
            both.expect("554 5.5.1").expectEnd();
        }
        assertThat(door.policy.asked)
                .hasSize(2)
                .allSatisfy(mail -> assertThat(mail.envelope().client().ip()).isEqualTo("198.51.100.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PROXY TCP4 198.51.100.7 192.0.2.9 1 25\r\n", "\r\n\r\n\u0000\r\nQUIT\n\u0021\u0011\u0000\u0000"
            })
    void strangersMayNotSpeakForOthers(String header) throws IOException {
        with("proxy-networks=192.0.2.0/24");
        try (Talk talk = door.connect()) {
            talk.expect("220").send(header);
            assertThat(talk.reply()).startsWith("5");
            String reply;
            do {
                reply = talk.reply();
            } while (reply.startsWith("5"));
            assertThat(reply.isEmpty() || reply.startsWith("221")).isTrue();
        }
        assertThat(seen().ip()).isEqualTo("127.0.0.1");
    }

    private static byte[] header(int command, int family, byte[]... parts) {
        var body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        out.write(command);
        out.write(family);
        out.write(body.size() >> 8);
        out.write(body.size());
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }
}
