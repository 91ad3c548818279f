package org.serai.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.it.TopicSerai.LONG;
import static org.serai.it.TopicSerai.id;
import static org.serai.it.TopicSerai.message;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users are told what is held back for them, and get it by themselves. */
@Timeout(300)
class DigestIT {

    private static final String ANNA = "anna@" + SeraiProcess.DOMAIN;
    private static final String BEN = "ben@" + SeraiProcess.DOMAIN;
    private static final byte[] MESSAGE = message("odd <b>", Wire.bytes("..two\r\n.\r\nlone\u0000nul\r\nend\r\n"));

    @TempDir
    private Path home;

    private final int pages = Ports.free();
    private final int users = Ports.free();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SeraiProcess.Setup setup(SmtpSink sink) {
        return SeraiProcess.in(home)
                .backend(sink.port())
                .property("threshold.tag", "0.1")
                .property("threshold.quarantine", "0.1")
                .property("threshold.reject", "1000")
                .property("digest.enabled", true)
                .property("digest.zone", "UTC")
                .property("digest.at", in(12 * 3600))
                .property("digest.port", pages)
                .property("digest.link-uri", "http://127.0.0.1:" + pages)
                .manySessions();
    }

    private static String quarantine(SeraiProcess serai, byte[] message, String... recipients) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.patience(LONG);
            client.data("a@sender.example", recipients).write(Wire.data(message));
            return id(client.reply());
        }
    }

    /** The time of digests has just come. */
    private static void restart(SeraiProcess.Setup setup, SeraiProcess serai) {
        serai.terminate();
        serai.awaitExit(LONG);
        setup.property("digest.at", in(1));
        serai.restart();
    }

    /** Such as UTC has in so many seconds; digests are due a moment later. */
    private static String in(int seconds) {
        return LocalTime.now(ZoneOffset.UTC)
                .plusSeconds(seconds)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private static MimeMessage mail(SmtpSink.Message sent) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(sent.content()));
    }

    private static String text(SmtpSink.Message sent, int part) throws Exception {
        return (String)
                ((MimeMultipart) mail(sent).getContent()).getBodyPart(part).getContent();
    }

    private static List<SmtpSink.Message> digests(SmtpSink sink, String to) {
        return sink.messages().stream()
                .filter(sent ->
                        sent.rcptTo().equals(List.of(to)) && sent.mailFrom().isEmpty())
                .toList();
    }

    private static String link(String text, String label) {
        var matcher = Pattern.compile(label + " +(http://\\S+)").matcher(text);
        assertThat(matcher.find()).as(label + " in " + text).isTrue();
        return matcher.group(1);
    }

    private HttpResponse<String> get(String link) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofString(UTF_8));
    }

    private HttpResponse<String> post(String link) throws Exception {
        return post(link, "List-Unsubscribe=One-Click");
    }

    private HttpResponse<String> post(String link, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(link))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    @Test
    void eachUserIsToldOfHisOwnAndGetsItOnce() throws Exception {
        try (var sink = SmtpSink.start()) {
            SeraiProcess.Setup setup = setup(sink);
            try (var serai = setup.start()) {
                eachUserIsToldOfHisOwnAndGetsItOnce(sink, setup, serai);
            }
        }
    }

    private void eachUserIsToldOfHisOwnAndGetsItOnce(SmtpSink sink, SeraiProcess.Setup setup, SeraiProcess serai)
            throws Exception {
        String both = quarantine(serai, MESSAGE, ANNA, BEN);
        String hers = quarantine(serai, message("for anna"), ANNA);
        restart(setup, serai);
        await().atMost(LONG).untilAsserted(() -> assertThat(sink.messages()).hasSize(2));

        SmtpSink.Message anna = digests(sink, ANNA).get(0);
        String said = text(anna, 0);
        assertThat(said).contains("2 messages to " + ANNA, "odd <b>", "for anna");
        assertThat(text(anna, 1)).contains("odd &lt;b&gt;").doesNotContain("odd <b>");
        assertThat(mail(anna).getSubject()).isEqualTo("Quarantine: 2 held back for you");
        assertThat(mail(anna).getHeader("Auto-Submitted")).containsExactly("auto-generated");
        String bens = text(digests(sink, BEN).get(0), 0);
        assertThat(bens).contains("One message to " + BEN, "odd <b>").doesNotContain("for anna");
        assertThat(Files.getPosixFilePermissions(serai.data().resolve("digest.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        String release = link(bens, "Deliver:");
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> shown = get(release);
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body()).contains("odd &lt;b&gt;", "a@sender.example", "<form method=\"post\"");
            assertThat(shown.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'");
            assertThat(shown.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        }
        assertThat(sink.messages()).hasSize(2);

        assertThat(post(release, "x".repeat(5000)).statusCode()).isEqualTo(413);
        assertThat(sink.messages()).hasSize(2);
        assertThat(post(release).body()).contains("has been delivered to you");
        assertThat(sink.messages()).hasSize(3);
        SmtpSink.Message sent = sink.messages().get(2);
        assertThat(sent.rcptTo()).containsExactly(BEN);
        String text = Wire.text(sent.content());
        assertThat(text).startsWith("X-Serai-Released: " + both + " by ").endsWith(Wire.text(MESSAGE));
        assertThat(post(release).body()).contains("Done already");
        assertThat(get(release).body()).contains("Done already").doesNotContain("<form");
        assertThat(sink.messages()).hasSize(3);
        Learned.await(serai, "RELEASE", "HAM", "LEARNED", 1);

        String show = link(said.substring(said.indexOf("  for anna")), "Show:");
        assertThat(post(show).body()).contains("Deliver it, and trust its sender");
        assertThat(sink.messages()).hasSize(3);
        String trust = link(said.substring(said.indexOf("  for anna")), "Deliver and trust:");
        assertThat(post(trust).body()).contains("has been delivered to you");
        assertThat(serai.command("state", "get", "correspondents", ANNA + " a@sender.example"))
                .contains("since");
        assertThat(get(link(said.substring(said.indexOf("  for anna")), "Deliver:"))
                        .body())
                .contains("has been delivered to you");

        assertThat(get(release.substring(0, release.length() - 1)).statusCode()).isEqualTo(404);
        assertThat(post("http://127.0.0.1:" + pages + "/d/" + "A".repeat(400)).statusCode())
                .isEqualTo(404);
        new AdminApi(serai).delete("/" + both);
        assertThat(post(link(said.substring(said.indexOf("  odd <b>")), "Deliver:"))
                        .statusCode())
                .isEqualTo(410);
        assertThat(hers).isNotEqualTo(both);
        // Nor of a body that was too long.
        assertThat(serai.log()).doesNotContain(" ERROR ", "\tat ");
        assertThat(serai.differences()).isEmpty();
    }

    @Test
    void whoHasItOrWantsNoneIsNotToldAgain() throws Exception {
        try (var sink = SmtpSink.start()) {
            sink.replying((verb, reply) -> switch (verb) {
                case "EHLO" -> reply.replace("250-PIPELINING", "250-AUTH PLAIN\r\n250-PIPELINING");
                case "AUTH" -> "235 2.7.0 welcome";
                default -> reply;
            });
            SeraiProcess.Setup setup = setup(sink)
                    .property("outbound.enabled", true)
                    .property("outbound.port", users)
                    .property("digest.requests-per-day", 1);
            try (var serai = setup.start()) {
                String first = quarantine(serai, message("first"), ANNA);
                quarantine(serai, message("second"), ANNA, BEN);

                try (var client = login(ANNA)) {
                    assertThat(ask(client, ANNA, "digest@serai.local"))
                            .startsWith("250 2.0.0 Your digest is on its way");
                    assertThat(ask(client, ANNA, "digest@serai.local")).startsWith("451 4.7.1 You have asked as often");
                }
                assertThat(digests(sink, ANNA)).hasSize(1);
                assertThat(digests(sink, BEN)).isEmpty();
                String asked = text(digests(sink, ANNA).get(0), 0);
                assertThat(asked).contains("first", "second");
                assertThat(post(link(asked.substring(asked.indexOf("  first")), "Deliver:"))
                                .body())
                        .contains("has been delivered");

                try (var client = login(BEN)) {
                    assertThat(ask(client, BEN, "digest-off@serai.local"))
                            .startsWith("250 2.0.0 You are sent no digests");
                }
                try (var stranger = SmtpClient.hello(serai.port())) {
                    stranger.expect("250", "MAIL FROM:<" + ANNA + ">\r\n");
                    stranger.expect("550 5.7.1", "RCPT TO:<digest@serai.local>\r\n");
                }
                restart(setup, serai);
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(digests(sink, ANNA)).hasSize(2));

                assertThat(text(digests(sink, ANNA).get(1), 0))
                        .contains("second")
                        .doesNotContain("  first", first);
                assertThat(digests(sink, BEN)).isEmpty();

                String off = link(text(digests(sink, ANNA).get(1), 0), "No more of these mails:");
                assertThat(get(off).body()).contains("Send me no digests");
                assertThat(post(off).body()).contains("You are sent no digests any more", "Send me digests again");
                String notes = serai.command("state", "list", "digest", "off/");
                assertThat(notes).contains("off/" + ANNA, "off/" + BEN);
                assertThat(serai.differences()).isEmpty();
            }
        }
    }

    private SmtpClient login(String user) throws IOException {
        var client = SmtpClient.open(users, InetAddress.getByName("127.0.0.9"));
        client.reply();
        client.expect("250", "EHLO client.example\r\n");
        SmtpClient secured = client.secured();
        String plain = Base64.getEncoder().encodeToString(("\0" + user + "\0secret").getBytes(UTF_8));
        secured.expect("250", "EHLO client.example\r\n");
        secured.expect("235", "AUTH PLAIN " + plain + "\r\n");
        return secured;
    }

    private static String ask(SmtpClient client, String from, String to) throws IOException {
        client.data(from, to).write(Wire.data(Wire.bytes("From: else@elsewhere.example\r\n\r\n")));
        return client.reply();
    }
}
