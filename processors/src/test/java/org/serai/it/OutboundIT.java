package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own users, whom a real Postfix knows by a real Dovecot behind Serai's door for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboundIT {

    private static final String USER = DovecotServer.USER;
    private static final String OTHER = DovecotServer.OTHER;
    private static final Instant LATER = Instant.now().plusSeconds(3600);
    private static final String TRUSTED = "127.0.0.9";

    private final DovecotServer dovecot = DovecotServer.start();
    private final PostfixBackend postfix = startPostfix(dovecot);
    private final int port = Ports.free();
    private @Nullable SeraiProcess started;
    private int clients;

    private static PostfixBackend startPostfix(DovecotServer dovecot) {
        String[] sasl = dovecot.asSaslOfPostfix();
        return PostfixBackend.start(sasl[0], sasl[1], sasl[2], "smtpd_sasl_authenticated_header = yes");
    }

    @BeforeAll
    void start(@TempDir Path home) {
        started = SeraiProcess.in(home)
                .backend(postfix.port())
                .property("outbound.enabled", true)
                .property("outbound.port", port)
                .property("outbound.max-guesses-per-client", 5)
                .property("trusted.networks", TRUSTED)
                .property("smtp.remember-lost-replies", false) // The same letter is sent again and again.
                .start();
    }

    @AfterAll
    void stop() {
        serai().close();
        postfix.close();
        dovecot.close();
    }

    @BeforeEach
    void emptyMaildir() {
        postfix.clear();
    }

    private SeraiProcess serai() {
        return Objects.requireNonNull(started);
    }

    /** Under TLS, from an address of its own, so that wrong guesses of one test do not count for another. */
    private SmtpClient open() throws IOException {
        return open("127.0.1." + ++clients);
    }

    private SmtpClient open(String from) throws IOException {
        var client = SmtpClient.open(port, InetAddress.getByName(from));
        assertThat(client.reply()).startsWith("220");
        client.expect("250", "EHLO client.example\r\n");
        return client.secured();
    }

    /** Lines of the client up to the last word of the server. */
    record Exchange(String name, List<String> said) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Exchange exchange(String name, String... said) {
        return new Exchange(name, List.of(said));
    }

    private static String oauthbearer(String user, String token) {
        return base64("n,a=" + user + ",\u0001host=localhost\u0001port=587\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    private static String xoauth2(String user, String token) {
        return base64("user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    static Stream<Exchange> right() {
        String plain = base64("\0" + USER + "\0" + DovecotServer.PASSWORD);
        String token = DovecotServer.token(USER, LATER);
        return Stream.of(
                exchange("PLAIN at once", "AUTH PLAIN " + plain),
                exchange("PLAIN when asked", "AUTH PLAIN", plain),
                exchange("LOGIN", "AUTH LOGIN", base64(USER), base64(DovecotServer.PASSWORD)),
                exchange("OAUTHBEARER", "AUTH OAUTHBEARER " + oauthbearer(USER, token)),
                exchange("XOAUTH2", "AUTH XOAUTH2 " + xoauth2(USER, token)));
    }

    @ParameterizedTest
    @MethodSource("right")
    void aUserWhomTheBackendKnowsSendsInHisName(Exchange right) throws IOException {
        try (var client = open()) {
            for (String line : right.said().subList(0, right.said().size() - 1)) {
                client.expect("334", line + "\r\n");
            }
            String secret = right.said().get(right.said().size() - 1);
            client.expect("235 2.7.0", secret + "\r\n");
            assertThat(client.send(USER, OTHER, letter(USER))).startsWith("250");
            assertThat(serai().log()).doesNotContain(secret, DovecotServer.PASSWORD);
        }
        assertThat(postfix.delivered()).singleElement().satisfies(message -> assertThat(Wire.text(message))
                .contains("(Authenticated sender: " + USER + ")"));
    }

    static Stream<Exchange> wrong() {
        String token = DovecotServer.token(USER, LATER);
        String late = DovecotServer.token(USER, Instant.now().minusSeconds(10));
        String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";
        return Stream.of(
                exchange("PLAIN", "AUTH PLAIN " + base64("\0" + USER + "\0guess")),
                exchange("PLAIN of nobody", "AUTH PLAIN " + base64("\0nobody@elsewhere.example\0guess")),
                exchange("LOGIN", "AUTH LOGIN", base64(USER), base64("guess")),
                // A refusal of a token comes as a challenge first (RFC 7628 section 3.2.3).
                exchange("OAUTHBEARER, forged", "AUTH OAUTHBEARER " + oauthbearer(USER, forged), "AQ=="),
                exchange("OAUTHBEARER, expired", "AUTH OAUTHBEARER " + oauthbearer(USER, late), "AQ=="),
                exchange("XOAUTH2, forged", "AUTH XOAUTH2 " + xoauth2(USER, forged), ""),
                exchange("XOAUTH2 of another", "AUTH XOAUTH2 " + xoauth2(OTHER, token), ""));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whoIsNotBelievedMayTryAgainButNotSend(Exchange wrong) throws IOException {
        try (var client = open()) {
            for (String line : wrong.said().subList(0, wrong.said().size() - 1)) {
                client.expect("334", line + "\r\n");
            }
            client.expect("535 5.7.8", wrong.said().get(wrong.said().size() - 1) + "\r\n");
            client.expect("530 5.7.0", "MAIL FROM:<" + USER + ">\r\n");
            assertThat(client.say("EHLO client.example\r\n")).contains("AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2");
            login(client, USER);
        }
    }

    @Test
    void guessingEndsTheSessionAndThenShutsTheClientOut() throws IOException {
        String guess = "AUTH PLAIN " + base64("\0" + USER + "\0guess") + "\r\n";
        try (var client = open("127.0.2.1")) {
            client.expect("535 5.7.8", guess);
            client.expect("535 5.7.8", guess);
            client.expect("535 5.7.8", guess);
            assertThat(client.reply()).startsWith("421 4.7.0");
            assertThat(client.closed()).isTrue();
        }
        try (var client = open("127.0.2.1")) {
            client.expect("535 5.7.8", guess);
            client.expect("535 5.7.8", guess);
            client.expect("421 4.7.0", "AUTH PLAIN " + base64("\0" + USER + "\0" + DovecotServer.PASSWORD) + "\r\n");
            assertThat(client.closed()).isTrue();
        }
        try (var another = open()) {
            login(another, USER);
        }
    }

    @Test
    void nobodySendsInAnothersName() throws IOException {
        try (var client = open()) {
            login(client, USER);
            client.expect("250", "MAIL FROM:<" + OTHER + ">\r\n");
            client.expect("550 5.7.1", "RCPT TO:<" + USER + ">\r\n");
            client.expect("250", "RSET\r\n");
            assertThat(client.send(USER, OTHER, letter(OTHER))).startsWith("550 5.7.1");
            assertThat(client.send(USER, OTHER, letter(USER + ", " + OTHER))).startsWith("550 5.7.1");
            assertThat(client.send(USER, OTHER, letter(USER))).startsWith("250");
        }
        assertThat(postfix.delivered()).hasSize(1);
    }

    @Test
    void strangersMayNotSendHereAndTheTrustedMay() throws IOException {
        try (var stranger = SmtpClient.open(port, InetAddress.getByName("127.0.5.1"))) {
            assertThat(stranger.reply()).startsWith("220");
            assertThat(stranger.say("EHLO client.example\r\n")).doesNotContain("AUTH");
            stranger.expect("530 5.7.0", "MAIL FROM:<" + USER + ">\r\n");
            stranger.expect("538 5.7.11", "AUTH PLAIN " + base64("\0" + USER + "\0" + DovecotServer.PASSWORD) + "\r\n");
        }
        try (var internet = SmtpClient.hello(serai().port()).secured()) {
            internet.expect("502 5.5.1", "AUTH PLAIN " + base64("\0" + USER + "\0" + DovecotServer.PASSWORD) + "\r\n");
        }
        try (var trusted = SmtpClient.open(port, InetAddress.getByName(TRUSTED))) {
            assertThat(trusted.reply()).startsWith("220");
            trusted.expect("250", "EHLO client.example\r\n");
            assertThat(trusted.send(USER, OTHER, letter(USER))).startsWith("250");
        }
        assertThat(postfix.delivered()).singleElement().satisfies(message -> assertThat(Wire.text(message))
                .doesNotContain("Authenticated sender"));
    }

    /** Two users and the internet by turns: nobody's mail goes over the connection that another has logged in on. */
    @Test
    void aLoginServesItsOwnSessionOnly() throws IOException {
        try (var user = open();
                var other = open();
                var stranger = SmtpClient.hello(serai().port())) {
            login(user, USER);
            login(other, OTHER);
            for (int round = 0; round < 3; round++) {
                assertThat(user.send(USER, OTHER, letter(USER))).startsWith("250");
                assertThat(stranger.send("a@sender.example", USER, letter("a@sender.example")))
                        .startsWith("250");
                assertThat(other.send(OTHER, USER, letter(OTHER))).startsWith("250");
            }
            user.expect("221", "QUIT\r\n");
            other.expect("221", "QUIT\r\n");
        }
        assertThat(postfix.delivered()).hasSize(9).allSatisfy(message -> {
            String text = Wire.text(message);
            String from = text.substring(text.indexOf("\nFrom: ") + 7, text.indexOf("\nDate: "))
                    .strip();
            if (from.equals("a@sender.example")) {
                assertThat(text).doesNotContain("Authenticated sender");
            } else {
                assertThat(text).contains("(Authenticated sender: " + from + ")");
            }
        });
        await().untilAsserted(() -> assertThat(postfix.log().lines())
                .filteredOn(line -> line.contains("auth=1 mail=3 "))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("data=3", "quit=1")));
    }

    private static void login(SmtpClient client, String user) throws IOException {
        client.expect("235 2.7.0", "AUTH PLAIN " + base64("\0" + user + "\0" + DovecotServer.PASSWORD) + "\r\n");
    }

    private static byte[] letter(String from) {
        return Wire.bytes("From: " + from + "\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\nMessage-ID: <"
                + from.hashCode() + "@client.example>\r\n\r\ntext\r\n");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
