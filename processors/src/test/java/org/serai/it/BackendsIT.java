package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.serai.delivery.SmtpDelivery;
import org.serai.it.Load.Outcome;
import org.serai.mail.BytesContent;
import org.serai.mail.Capabilities;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.PathParser;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** Several real mail servers behind Serai. */
class BackendsIT {

    private static final Deadline LATER = Deadline.in(Duration.ofHours(1));
    private static final Pattern ID = Pattern.compile("^From: (m[0-9]{6})@", Pattern.MULTILINE);

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
                    loops,
                    NioSocketChannel.class,
                    blocking,
                    Clock.systemUTC());
        }

        Reply recipient(Mail mail) throws Exception {
            return delivery.recipient(mail).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        String say(String session, String line) throws Exception {
            return delivery.authenticator()
                    .say(session, line)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .toString();
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
    void theBackendSeesTheClient(@TempDir Path home) throws IOException {
        try (var postfix = PostfixBackend.start("smtpd_authorized_xclient_hosts = 127.0.0.1");
                var serai = SeraiProcess.in(home)
                        .backend(postfix.port())
                        .property("backend.xclient", true)
                        .start()) {
            for (int i = 7; i < 10; i++) {
                InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i});
                try (var client = SmtpClient.open(serai.port(), from)) {
                    client.reply();
                    client.expect("250", "EHLO host" + i + ".example\r\n");
                    byte[] message = Wire.bytes("From: a@sender.example\r\n\r\nhello\r\n");
                    assertThat(client.send("a@sender.example", SeraiProcess.RCPT, message))
                            .startsWith("250");
                }
            }
            assertThat(postfix.delivered())
                    .extracting(Wire::text)
                    .hasSize(3)
                    .anySatisfy(text -> assertThat(text).contains("from host7.example (unknown [127.0.0.7])"))
                    .anySatisfy(text -> assertThat(text).contains("from host9.example (unknown [127.0.0.9])"));
        }
    }

    @Test
    void ourUsersLogInAtTheBackend() throws Exception {
        try (var dovecot = DovecotServer.start();
                var postfix = PostfixBackend.start(dovecot.asSaslOfPostfix());
                var behind = new Behind(postfix.port())) {
            behind.delivery.refresh().toCompletableFuture().get();
            assertThat(behind.delivery.authenticator().mechanisms()).containsExactly("PLAIN", "LOGIN");
            assertThat(behind.say("wrong", "PLAIN " + base64("\0" + DovecotServer.USER + "\0guess")))
                    .startsWith("535 5.7.8 ");
            assertThat(behind.say("a", "PLAIN " + base64("\0" + DovecotServer.USER + "\0" + DovecotServer.PASSWORD)))
                    .startsWith("235 2.7.0 ");
            assertThat(behind.say("b", "LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
            assertThat(behind.say("b", base64(DovecotServer.USER))).isEqualTo("334 UGFzc3dvcmQ6");
            assertThat(behind.say("b", base64(DovecotServer.PASSWORD))).startsWith("235 2.7.0 ");
            for (String session : List.of("a", "b")) {
                Mail asking = asking(session);
                assertThat(behind.recipient(asking).positive()).isTrue();
                var known = asking.envelope().answered(Reply.of(250, "2.1.5", "Ok"));
                Mail mail = asking.received(
                        new BytesContent(Wire.bytes("From: a@b.example\r\n\r\nhello\r\n")), known, LATER);
                assertThat(behind.delivery
                                .deliver(mail)
                                .toCompletableFuture()
                                .get()
                                .positive())
                        .isTrue();
                behind.delivery.end(session);
                behind.delivery.authenticator().ended(session);
            }
            assertThat(postfix.delivered()).hasSize(2);
            assertThat(postfix.log()).contains("sasl_method=PLAIN, sasl_username=" + DovecotServer.USER);
            assertThat(postfix.log()).contains("sasl_method=LOGIN, sasl_username=" + DovecotServer.USER);
        }
    }

    private static Mail asking(String session) throws Exception {
        var user = new Client(InetAddress.getLoopbackAddress(), 1025, "", true, "user");
        Mail mail = Mail.connected(session, Instant.EPOCH, user, LATER);
        var sender = PathParser.reverse("<" + DovecotServer.USER + ">", false).path();
        var recipient = PathParser.forward("<" + SeraiProcess.RCPT + ">", false).path();
        return mail.at(
                Phase.RCPT_TO,
                mail.envelope()
                        .greeted("pc.example", true)
                        .from(sender, MailParameters.NONE)
                        .asking(recipient),
                LATER);
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
                assertThat(serai.observed("health/ready"))
                        .contains("smtp://127.0.0.1:" + second.port() + "\":\"up\"")
                        .doesNotContain("smtp://127.0.0.1:" + first.port() + "\":\"up\"");
                assertThat(serai.observed("metrics"))
                        .contains("serai_backend_up{backend=\"smtp://127.0.0.1:" + second.port() + "\"} 1.0")
                        .contains("serai_backend_up{backend=\"smtp://127.0.0.1:" + first.port() + "\"} 0.0");
                first.restart();
            }
            load.stop();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(kept(first, second)).containsAll(load.with(Outcome.ACCEPTED)));
            assertThat(kept(first)).isNotEmpty();
            assertThat(kept(second)).isNotEmpty();
            assertThat(load.refusals().values())
                    .allSatisfy(reply -> assertThat(reply).startsWith("451 4.4."));
        }
    }

    private static Set<String> kept(PostfixBackend... backends) {
        var kept = new TreeSet<String>();
        for (var postfix : backends) {
            for (byte[] message : postfix.deliveredSoFar()) {
                var id = ID.matcher(Wire.text(message));
                assertThat(id.find()).isTrue();
                kept.add(id.group(1));
            }
        }
        return kept;
    }

    private static void awaitMore(Load load, int messages) {
        int before = load.accepted();
        await().atMost(Duration.ofSeconds(60)).until(() -> load.accepted() >= before + messages);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
