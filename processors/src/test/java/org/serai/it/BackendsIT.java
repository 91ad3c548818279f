package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Binder;
import org.serai.delivery.BackendAddress;
import org.serai.delivery.BackendSettings;
import org.serai.delivery.Destinations;
import org.serai.delivery.Intents;
import org.serai.delivery.SmtpDelivery;
import org.serai.it.Load.Outcome;
import org.serai.mail.Capabilities;

/** Several real mail servers behind Serai. */
class BackendsIT {

    private static final Pattern ID = Pattern.compile("^From: (m[0-9]{6})@", Pattern.MULTILINE);
    private static final Pattern QUEUE_ID =
            Pattern.compile("by backend\\.example \\(Postfix\\) with ESMTPS? id (\\w+)");

    /** Delivery without a door. */
    private static final class Behind implements AutoCloseable {

        private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
        private final ExecutorService blocking = Executors.newFixedThreadPool(2);
        final SmtpDelivery delivery;

        Behind(int... ports) {
            List<BackendAddress> backends = Arrays.stream(ports)
                    .mapToObj(port -> BackendAddress.parse("smtp://127.0.0.1:" + port))
                    .toList();
            this.delivery = new SmtpDelivery(
                    Binder.defaults(BackendSettings.class),
                    new Destinations(backends, Map.of(), List.of()),
                    "mx.local.example",
                    Intents.UNRECORDED,
                    loops,
                    NioSocketChannel.class,
                    blocking,
                    blocking,
                    Clock.systemUTC());
        }

        @Override
        public void close() {
            delivery.close();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            blocking.shutdown();
        }
    }

    @Test
    void announcesWhatBothPostfixCan() throws Exception {
        try (var able = PostfixBackend.start();
                var old = PostfixBackend.start("smtpd_discard_ehlo_keywords = dsn, chunking", "smtputf8_enable = no");
                var one = new Behind(able.port());
                var both = new Behind(able.port(), old.port())) {
            one.delivery.refresh().toCompletableFuture().get();
            both.delivery.refresh().toCompletableFuture().get();
            assertThat(one.delivery.capabilities()).isEqualTo(new Capabilities(true, true, true));
            assertThat(both.delivery.capabilities()).isEqualTo(new Capabilities(true, false, false));
        }
    }

    @Test
    void theBackendSeesTheClientAlsoUnderTls(@TempDir Path home) throws IOException {
        Pem pem = Pem.make(home.resolve("pem"), "backend.example");
        try (var postfix = PostfixBackend.start(
                        "smtpd_authorized_xclient_hosts = 127.0.0.1",
                        "smtpd_tls_security_level = may",
                        "smtpd_tls_received_header = yes",
                        "smtpd_tls_cert_file = " + pem.certificate(),
                        "smtpd_tls_key_file = " + pem.key());
                var serai = SeraiProcess.in(home)
                        .backend(postfix.port())
                        .property("backend.xclient", true)
                        .property("backend.tls", "starttls-verify")
                        .property("backend.tls-ca-file", pem.certificate())
                        .start()) {
            for (int i = 7; i < 10; i++) {
                sendFrom(i, serai);
            }
            assertThat(postfix.delivered())
                    .extracting(Wire::text)
                    .hasSize(3)
                    .allSatisfy(text -> assertThat(text).contains("using TLSv1.3"))
                    .anySatisfy(text -> assertThat(text).contains("from host7.example (unknown [127.0.0.7])"))
                    .anySatisfy(text -> assertThat(text).contains("from host8.example (unknown [127.0.0.8])"))
                    .anySatisfy(text -> assertThat(text).contains("from host9.example (unknown [127.0.0.9])"));
            // Again behind STARTTLS, again behind XCLIENT.
            await().untilAsserted(() -> assertThat(postfix.log())
                    .contains(
                            "disconnect from unknown[127.0.0.7] ehlo=3 ",
                            "disconnect from unknown[127.0.0.8] ehlo=3 "));
        }
    }

    @Test
    void aBackendThatOffersNoXclientGetsNoMail(@TempDir Path home) throws IOException {
        try (var postfix = PostfixBackend.start();
                var serai = SeraiProcess.in(home)
                        .backend(postfix.port())
                        .property("backend.xclient", true)
                        .start();
                var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<a@sender.example>\r\n");
            client.expect("451 4.3.5", "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
            client.expect("554 5.5.1", "DATA\r\n");
            assertThat(serai.metric("serai_backend_alerts_total")).isEqualTo(1);
            assertThat(serai.log()).contains("the backend does not offer XCLIENT to us");
            assertThat(postfix.delivered()).isEmpty();
        }
    }

    private static void sendFrom(int i, SeraiProcess serai) throws IOException {
        InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i});
        try (var client = SmtpClient.open(serai.port(), from)) {
            client.reply();
            client.expect("250", "EHLO host" + i + ".example\r\n");
            byte[] message = Wire.bytes("From: a@sender.example\r\n\r\nhello\r\n");
            assertThat(client.send("a@sender.example", SeraiProcess.RCPT, message))
                    .startsWith("250");
            client.expect("221", "QUIT\r\n");
        }
    }

    /** Whichever door they come by. */
    @Test
    void mailOfOurOwnUsersGoesToTheSmarthost(@TempDir Path home) throws IOException {
        int port = Ports.free();
        try (var backend = SmtpSink.start();
                var smarthost = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(backend.port())
                        .property("trusted.networks", "127.0.0.1")
                        .property("outbound.enabled", true)
                        .property("outbound.port", port)
                        .property("outbound.uri", "smtp://127.0.0.1:" + smarthost.port())
                        .start()) {
            for (int door : new int[] {serai.port(), port}) {
                try (var client = SmtpClient.hello(door)) {
                    byte[] message = Wire.bytes("From: a@sender.example\r\n\r\nby " + door + "\r\n");
                    assertThat(client.send("a@sender.example", "b@elsewhere.example", message))
                            .startsWith("250");
                }
            }
            assertThat(smarthost.messages()).hasSize(2);
            assertThat(backend.messages()).isEmpty();
        }
    }

    @Test
    void theBuiltInMailboxAnnouncesWhatItCanWhateverOtherBackendsCan(@TempDir Path home) throws IOException {
        int port = Ports.free();
        try (var sink = SmtpSink.start()) {
            sink.replying((command, reply) -> command.equals("EHLO") ? "250 sink.example" : reply);
            try (var serai = SeraiProcess.in(home)
                    .property("mailbox.port", port)
                    .property("backend.domains", "other.example=smtp://127.0.0.1:" + sink.port())
                    .start()) {
                await().untilAsserted(() -> {
                    try (var client = SmtpClient.greeted(serai.port())) {
                        assertThat(client.say("EHLO a.example\r\n")).doesNotContain("8BITMIME", "SMTPUTF8");
                    }
                });
                try (var client = SmtpClient.greeted(port)) {
                    assertThat(client.say("EHLO a.example\r\n"))
                            .contains("8BITMIME", "SMTPUTF8")
                            .doesNotContain("DSN");
                }
            }
        }
    }

    @Test
    void aDomainMayLieElsewhereAndBeReachedByLmtp(@TempDir Path home) throws IOException {
        try (var dovecot = DovecotServer.start();
                var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("local.domains", SeraiProcess.DOMAIN + ", other.example")
                        .property("backend.domains", SeraiProcess.DOMAIN + "=lmtp://127.0.0.1:" + dovecot.port())
                        .start();
                var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<a@sender.example>\r\n");
            client.expect("250", "RCPT TO:<" + DovecotServer.USER + ">\r\n");
            client.expect("452 4.5.3", "RCPT TO:<second@" + SeraiProcess.DOMAIN + ">\r\n");
            client.expect("452 4.5.3", "RCPT TO:<else@other.example>\r\n");
            client.expect("354", "DATA\r\n");
            client.expect("250", "From: a@sender.example\r\n\r\nby lmtp\r\n.\r\n");
            byte[] other = Wire.bytes("From: a@sender.example\r\n\r\nby smtp\r\n");
            assertThat(client.send("a@sender.example", "else@other.example", other))
                    .startsWith("250");
            await().untilAsserted(() -> assertThat(dovecot.delivered())
                    .singleElement()
                    .satisfies(message -> assertThat(Wire.text(message)).contains("by lmtp")));
            assertThat(sink.messages()).singleElement().satisfies(message -> assertThat(message.rcptTo())
                    .containsExactly("else@other.example"));
        }
    }

    @Test
    void killedUnderLoadABackendLosesNothingAndTheOtherServes(@TempDir Path home) throws Exception {
        try (var first = PostfixBackend.start();
                var second = PostfixBackend.start();
                var serai = SeraiProcess.in(home)
                        .property(
                                "backend.uri",
                                "smtp://127.0.0.1:" + first.port() + ", smtp://127.0.0.1:" + second.port())
                        .manySessions()
                        .start();
                var load = Load.on(serai.port(), 4)) {
            for (int kill = 0; kill < 5; kill++) {
                awaitMore(load, 20);
                first.kill9();
                awaitMore(load, 20);
                assertThat(serai.observe("health/ready"))
                        .contains("smtp://127.0.0.1:" + second.port() + "\":\"up\"")
                        .doesNotContain("smtp://127.0.0.1:" + first.port() + "\":\"up\"");
                assertThat(serai.observe("metrics"))
                        .contains("serai_backend_up{backend=\"smtp://127.0.0.1:" + second.port() + "\"} 1.0")
                        .contains("serai_backend_up{backend=\"smtp://127.0.0.1:" + first.port() + "\"} 0.0");
                first.restart();
            }
            load.stop();
            // What its queue manager had at hand when it was killed, Postfix takes up a minute after the start.
            await().atMost(Duration.ofSeconds(150))
                    .untilAsserted(
                            () -> assertThat(copies(first, second).keySet()).containsAll(load.with(Outcome.ACCEPTED)));
            assertThat(copies(first)).isNotEmpty();
            assertThat(copies(second)).isNotEmpty();
            assertThat(copies(first, second).values())
                    .allSatisfy(queueIds -> assertThat(queueIds).hasSize(1));
            assertThat(load.with(Outcome.UNANSWERED)).isEmpty();
            assertThat(load.with(Outcome.NOT_SENT)).isEmpty();
            assertThat(load.refusals().values())
                    .allSatisfy(reply -> assertThat(reply).startsWith("451 4.4."));
        }
    }

    /** Message → where Postfix took it: after SIGKILL it may deliver twice what it took once, under the same queue id. */
    private static Map<String, Set<String>> copies(PostfixBackend... backends) {
        var copies = new TreeMap<String, Set<String>>();
        for (var postfix : backends) {
            for (byte[] message : postfix.deliveredSoFar()) {
                String text = Wire.text(message);
                copies.computeIfAbsent(find(ID, text), id -> new TreeSet<>()).add(find(QUEUE_ID, text));
            }
        }
        return copies;
    }

    private static String find(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static void awaitMore(Load load, int messages) {
        int before = load.accepted();
        await().atMost(Duration.ofSeconds(60)).until(() -> load.accepted() >= before + messages);
    }
}
