package org.serai.camel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.custody.Place;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.QuarantineEntry.State;
import org.serai.digest.Digest;
import org.serai.digest.Link;
import org.serai.digest.Link.Action;
import org.serai.digest.Links;
import org.serai.mail.AddressKey;
import org.serai.verdict.Scorer;

/** What the shipped templates make of what senders wrote. */
class DigestMailTest {

    private static final String URI = "https://q.example.org";
    private static final Path TEMPLATES =
            Path.of("../config/digest").toAbsolutePath().normalize();

    private final ManualClock clock = new ManualClock();
    private final Links links =
            new Links("0123456789abcdef0123456789abcdef".getBytes(US_ASCII), Duration.ofDays(7), clock);
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() {
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private DigestModel model(String uri) {
        return new DigestModel(links, uri, ZoneOffset.UTC, Binder.defaults(Scorer.Options.class));
    }

    private static QuarantineEntry entry(String from, String subject, double score) {
        return new QuarantineEntry(
                Instant.parse("2026-11-24T09:30:00Z"),
                "bounce@sender.example",
                List.of("anna@example.org"),
                1,
                subject,
                2000,
                "00",
                score,
                List.of(),
                "192.0.2.1",
                State.KEPT,
                "mx1",
                Place.FILES,
                from);
    }

    private Digest digest(int more, int withheld, QuarantineEntry... entries) {
        return new Digest(
                AddressKey.of("anna", "example.org"),
                "anna@example.org",
                clock.instant(),
                List.of(entries).stream()
                        .map(entry -> new Digest.Held("06h0v0awfz6n1xpc", entry, "anna@example.org"))
                        .toList(),
                more,
                withheld);
    }

    private String rendered(String template, Map<String, Object> model) {
        try (var producer = camel.createProducerTemplate()) {
            return producer.requestBody("mustache:file:" + TEMPLATES + "/" + template, model, String.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingOfASenderIsHtml() {
        var model = model(URI)
                .of(digest(
                        0,
                        0,
                        entry(
                                "\"<script>alert(1)</script>\" <a@sender.example>",
                                "<img src=x onerror='x'>\r\nBcc: b@example.org & \u202egpj.exe",
                                9)));

        String html = rendered("digest.html.mustache", model);
        assertThat(html)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src", "&amp; gpj.exe")
                .doesNotContain("<script", "<img", "onerror='", "\u202e", "http://", "src=\"");
        assertThat(rendered("digest.txt.mustache", model))
                .contains("\"<script>alert(1)</script>\" <a@sender.example>\n", "  <img src=x onerror='x'> Bcc: b@")
                .doesNotContain("\nBcc", "\u202e", "&lt;");
    }

    @Test
    void eachMessageHasItsLinksAndWords() {
        var model = model(URI).of(digest(3, 2, entry("", "hello", 20), entry("b@x.example", "", 9)));

        String text = rendered("digest.txt.mustache", model);
        assertThat(text)
                .contains(
                        "5 messages to anna@example.org are held back",
                        "2026-11-24 09:30  bounce@sender.example\n  hello\n  almost certainly spam, 2 KB",
                        "2026-11-24 09:30  b@x.example\n  (no subject)\n  probably spam",
                        "And 3 more",
                        "can let it out: 2.");
        String html = rendered("digest.html.mustache", model);
        for (String said : List.of(text, html)) {
            assertThat(said.split(URI + "/d/"))
                    .as("three links each, and one for no more mails")
                    .hasSize(8)
                    .allSatisfy(each -> assertThat(each).doesNotContain("&#61;"));
        }
        String release = text.substring(text.indexOf("Deliver: ") + 9)
                .strip()
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(links.read(release.substring((URI + "/d/").length())))
                .map(Link::action)
                .contains(Action.RELEASE);
        assertThat(html).contains("href=\"" + release + "\"");
    }

    @Test
    void withoutPagesThereAreNoLinks() {
        var model = model("").of(digest(0, 0, entry("b@x.example", "hello", 5)));

        assertThat(rendered("digest.txt.mustache", model))
                .contains("One message to anna@example.org is held back", "held back by a rule", "administrator")
                .doesNotContain("/d/", "No more of these mails");
        assertThat(rendered("digest.html.mustache", model)).doesNotContain("<a ");
        assertThat(rendered("digest.txt.mustache", model("").of(digest(0, 0))))
                .contains("Nothing is held back for anna@example.org");
    }

    @Test
    void theMailIsForNobodyToAnswer() throws Exception {
        MimeMessage mail = DigestMail.of(new DigestMail.Parts(
                "digest.1",
                "mx.example.org",
                "postmaster@mx.example.org",
                "anna@example.org",
                "2 held back\r\nBcc: x@example.org",
                clock.instant(),
                "text ü",
                "<p>ü</p>",
                URI + "/d/x",
                "digest-off@serai.local"));

        assertThat(((SMTPMessage) mail).getEnvelopeFrom()).isEqualTo("<>");
        assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress("anna@example.org"));
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("List-Unsubscribe", ",").replace("\r\n", ""))
                .isEqualTo("<" + URI + "/d/x>, <mailto:digest-off@serai.local>");
        assertThat(mail.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        assertThat(mail.getMessageID()).isEqualTo("<digest.1@mx.example.org>");
        var parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("text ü");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html; charset=UTF-8");
    }

    @Test
    void aPageShowsTextsAlone() {
        var exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader("Set-Cookie", "of the request");
        new DigestPage(
                        200,
                        "A message",
                        "<b>",
                        model(URI).of(entry("<script>", "\"><script>", 9)),
                        List.of(new DigestPage.Button("abc_-", "Deliver")))
                .answer(exchange);
        @SuppressWarnings("unchecked")
        Map<String, Object> model = exchange.getMessage().getBody(Map.class);

        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Set-Cookie");
        assertThat(exchange.getMessage().getHeader("Content-Security-Policy", String.class))
                .startsWith("default-src 'none'");
        assertThat(rendered("page.html.mustache", model))
                .contains("&lt;b&gt;", "&lt;script&gt;", "action=\"abc_-\"", ">Deliver</button>")
                .doesNotContain("<script", "http://", "https://");
    }
}
