package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real Postfix takes mail of the internet and hands it on to Serai, which knows it by {@code trusted.relays}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayedMailIT {

    private static final String RELAY = "127.0.0.1";

    /** Who says this in HELO gets a Received field that nobody can read. */
    private static final String MANGLED = "mangled.example";

    private @Nullable Internet internet;
    private @Nullable SmtpSink backend;
    private @Nullable SeraiProcess started;
    private @Nullable PostfixBackend relay;
    private int mails;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        internet = Internet.start(directory);
        backend = SmtpSink.start();
        started = internet.seraiIn(Files.createDirectory(directory.resolve("home")))
                .backend(backend.port())
                .property("trusted.relays", RELAY)
                .start();
        Internet.awaitTestOfLists(started);
        relay = PostfixBackend.start(
                "virtual_mailbox_domains =",
                "relay_domains = " + SeraiProcess.DOMAIN,
                "relay_transport = smtp:[127.0.0.1]:" + started.port(),
                "disable_dns_lookups = yes",
                "smtpd_upstream_proxy_protocol = haproxy",
                "header_checks = regexp:{{/^Received: from " + MANGLED
                        + "/ REPLACE Received: from a caravan by way of Samarkand}}");
    }

    @AfterAll
    void stop() throws IOException {
        relay().close();
        serai().close();
        Objects.requireNonNull(backend).close();
        Objects.requireNonNull(internet).close();
    }

    @BeforeEach
    void emptyBackend() {
        backend().clear();
    }

    private SeraiProcess serai() {
        return Objects.requireNonNull(started);
    }

    private SmtpSink backend() {
        return Objects.requireNonNull(backend);
    }

    private PostfixBackend relay() {
        return Objects.requireNonNull(relay);
    }

    /** What became of a mail that the relay took; it has nothing left of it and bounced nothing. */
    private AuditEvent relayed(String client, String helo, String domain, byte[] message) throws IOException {
        String sender = "sender" + ++mails + "@" + domain;
        try (var session = Internet.client(relay().port(), client, helo)) {
            assertThat(session.send(sender, SeraiProcess.RCPT, message)).startsWith("250");
        }
        AuditEvent event = AuditEvent.of(serai(), sender);
        await().atMost(Duration.ofSeconds(60)).until(relay()::queueIsEmpty);
        assertThat(relay().log()).doesNotContain("status=bounced");
        assertThat(event.at("/envelope/via/ip")).isEqualTo(helo.equals(MANGLED) ? "" : RELAY);
        return event;
    }

    private String delivered() {
        assertThat(backend().messages()).hasSize(1);
        return Wire.text(backend().messages().get(0).content());
    }

    @Test
    void theClientBehindItIsProved() throws IOException {
        AuditEvent event = relayed(
                Internet.GOOD, "mx.sender.example", "sender.example", Internet.message("a@sender.example", "Hello"));

        assertThat(event.disposition()).isEqualTo("ACCEPT");
        assertThat(event.at("/envelope/client/ip")).isEqualTo(Internet.GOOD);
        assertThat(event.at("/envelope/helo")).isEqualTo("mx.sender.example");
        assertThat(event.symbols()).contains("SPF_PASS", "SPF_HELO_PASS", "DMARC_PASS");
        assertThat(delivered())
                .contains("\tspf=pass smtp.mailfrom=sender", "\tiprev=pass policy.iprev=" + Internet.GOOD);
    }

    @Test
    void aListedClientBehindItIsKeptAndNotRefused() throws IOException {
        AuditEvent event = relayed(
                Internet.LISTED, "out.bulk.example", "bulk.example", Internet.message("a@bulk.example", "Hello"));

        assertThat(event.disposition()).isEqualTo("QUARANTINE");
        assertThat(event.evidence("DNSBL_EXPLOIT").path("client").asText()).isEqualTo(Internet.LISTED);
        assertThat(event.json().path("score").asDouble()).isGreaterThanOrEqualTo(15);
        assertThat(backend().messages()).isEmpty();
    }

    @Test
    void aForgerBehindItIsKeptAndNotRefused() throws IOException {
        AuditEvent event = relayed(
                Internet.NAMELESS, "out.bulk.example", "sender.example", Internet.message("a@sender.example", "Hello"));

        assertThat(event.disposition()).isEqualTo("QUARANTINE");
        assertThat(event.symbols()).contains("SPF_FAIL", "PTR_NONE", "DMARC_FAIL_REJECT");
        assertThat(backend().messages()).isEmpty();
    }

    @Test
    void whoCannotBeMadeOutIsToldAndNotJudged() throws IOException {
        AuditEvent event =
                relayed(Internet.LISTED, MANGLED, "bulk.example", Internet.message("a@bulk.example", "Hello"));

        assertThat(event.disposition()).isEqualTo("ACCEPT");
        assertThat(event.symbols()).contains("RELAY_UNPARSED").noneMatch(symbol -> symbol.startsWith("DNSBL"));
        assertThat(event.evidence("RELAY_UNPARSED").path("received").asText()).contains("Samarkand");
        assertThat(delivered()).contains("Received: from a caravan by way of Samarkand");
    }
}
