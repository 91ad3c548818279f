package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who a mail is from, as the shipped routes decide it: clients of the internet behind a balancer, and a real DNS server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityIT {

    private static final String OURS = "mx." + SeraiProcess.DOMAIN;

    private @Nullable Internet internet;
    private @Nullable SmtpSink backend;
    private @Nullable SeraiProcess started;
    private int mails;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        internet = Internet.start(directory);
        backend = SmtpSink.start();
        started = internet.seraiIn(Files.createDirectory(directory.resolve("home")))
                .backend(backend.port())
                .property("smtp.proxy-networks", "127.0.0.0/8")
                .start();
        Internet.awaitTestOfLists(started);
    }

    @AfterAll
    void stop() throws IOException {
        serai().close();
        backend().close();
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

    private record Outcome(String reply, AuditEvent event) {}

    /** A mail up to the reply that decides. The reverse-path gets a number of its own. */
    private Outcome send(String client, String helo, String domain, byte[] message) throws IOException {
        String sender = "sender" + ++mails + "@" + domain;
        String reply;
        try (var session = Internet.client(serai().port(), client, helo)) {
            session.expect("250", "MAIL FROM:<" + sender + ">\r\n");
            reply = session.say("RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
            if (reply.startsWith("250")) {
                session.expect("354", "DATA\r\n");
                session.write(Wire.data(message));
                reply = session.reply();
            }
            session.expect("221", "QUIT\r\n");
        }
        return new Outcome(reply, AuditEvent.of(serai(), sender));
    }

    /** By a client that may send for the domain. */
    private Outcome sendHonestly(String text) throws IOException {
        return send(Internet.BULK, "out.bulk.example", "bulk.example", Internet.message("a@bulk.example", text));
    }

    private String delivered() {
        assertThat(backend().messages()).hasSize(1);
        return Wire.text(backend().messages().get(0).content());
    }

    @Test
    void whoMaySendIsProvedAndTheCopySaysSoInOurNameAlone() throws IOException {
        String forged = "Authentication-Results: " + OURS + "; dmarc=pass header.from=bank.example\r\n";
        String foreign = "Authentication-Results: mx.elsewhere.example; spf=none\r\n";
        Outcome outcome = send(
                Internet.GOOD,
                "mx.sender.example",
                "sender.example",
                Internet.message(forged + foreign, "a@sender.example", "Hello"));

        assertThat(outcome.reply()).startsWith("250");
        assertThat(outcome.event().disposition()).isEqualTo("ACCEPT");
        assertThat(outcome.event().symbols())
                .contains("SPF_PASS", "SPF_HELO_PASS", "DMARC_PASS")
                .doesNotContain("PTR_NONE", "PTR_UNCONFIRMED");
        assertThat(outcome.event().json().path("removedFields").toString()).contains("Authentication-Results");
        assertThat(delivered().replace("\r\n\t", " "))
                .contains("Authentication-Results: " + OURS + "; spf=pass smtp.mailfrom=sender")
                .contains("; spf=pass smtp.helo=mx.sender.example; dkim=none;")
                .contains("; dmarc=pass header.from=sender.example policy.dmarc=reject")
                .contains("; iprev=pass policy.iprev=" + Internet.GOOD)
                .contains(foreign)
                .doesNotContain("bank.example");
    }

    @Test
    void aFailureUnderRejectAloneIsKept() throws IOException {
        Outcome outcome =
                send(Internet.BULK, "out.bulk.example", "bulk.example", Internet.message("a@sender.example", "Hello"));

        assertThat(outcome.reply()).startsWith("250");
        assertThat(outcome.event().disposition()).isEqualTo("QUARANTINE");
        assertThat(outcome.event().symbols()).contains("SPF_PASS", "DMARC_FAIL_REJECT");
        assertThat(outcome.event()
                        .evidence("DMARC_FAIL_REJECT")
                        .path("policyDomain")
                        .asText())
                .isEqualTo("sender.example");
        assertThat(backend().messages()).isEmpty();
    }

    @Test
    void aFailureUnderRejectWithOthersIsRefused() throws IOException {
        Outcome outcome = send(
                Internet.NAMELESS, "out.bulk.example", "sender.example", Internet.message("a@sender.example", "Hello"));

        assertThat(outcome.reply()).startsWith("550 5.7.").contains("sender.example");
        assertThat(outcome.event().disposition()).isEqualTo("REJECT");
        assertThat(outcome.event().symbols()).contains("SPF_FAIL", "PTR_NONE", "DMARC_FAIL_REJECT");
        assertThat(backend().messages()).isEmpty();
    }

    @Test
    void aClientOnAListIsRefusedAndToldWhich() throws IOException {
        Outcome outcome =
                send(Internet.LISTED, "out.bulk.example", "bulk.example", Internet.message("a@bulk.example", "Hello"));

        assertThat(outcome.reply()).startsWith("550 5.7.1").contains("is on the list bl.example");
        assertThat(outcome.event().disposition()).isEqualTo("REJECT");
        assertThat(outcome.event().at("/phase")).isNotEqualTo("data");
        assertThat(outcome.event().evidence("DNSBL_EXPLOIT").path("answer").asText())
                .isEqualTo("127.0.0.4");
        assertThat(outcome.event().evidence("DNSBL_EXPLOIT").path("reason").asText())
                .contains("that others control");
    }

    @Test
    void aListThatRefusesToAnswerIsNoHit() throws IOException {
        Outcome outcome = sendHonestly("Hello");

        assertThat(outcome.reply()).startsWith("250");
        assertThat(outcome.event().symbols()).noneMatch(symbol -> symbol.startsWith("DNSBL"));
        serai().awaitLog(0, "DNS list refusing.example answers 127.255.255.254");
        serai().awaitHealth("answers 127.255.255.254, which is no hit");
    }

    @Test
    void aListThatListsEverythingIsSwitchedOffByItsTest() throws IOException {
        Outcome outcome = sendHonestly("Hello");

        assertThat(outcome.event().symbols()).noneMatch(symbol -> symbol.startsWith("DNSBL"));
        assertThat(serai().observe("health"))
                .containsPattern("\"dead-bl.example\" *: *\"does not count: has what no list has")
                .containsPattern("\"bl.example\" *: *\"counts\"");
    }

    @Test
    void aLinkToAListedDomainIsFoundInHtml() throws IOException {
        byte[] message = Internet.message(
                "MIME-Version: 1.0\r\nContent-Type: text/html\r\n",
                "a@bulk.example",
                "<a href=\"https://login.phisher.example/?x\">your account</a>");
        Outcome outcome = send(Internet.BULK, "out.bulk.example", "bulk.example", message);

        assertThat(outcome.event()
                        .evidence("URIBL_PHISH")
                        .path("domains")
                        .path(0)
                        .asText())
                .isEqualTo("login.phisher.example");
        assertThat(outcome.event().evidence("URIBL_PHISH").path("reason").asText())
                .isEqualTo("phisher.example asks for passwords");
        assertThat(outcome.event().disposition()).isEqualTo("TAG");
        assertThat(delivered()).contains("X-Spam-Flag: YES");
    }

    @Test
    void aSenderThatTakesNoMailIsFound() throws IOException {
        Outcome outcome = send(
                Internet.BULK, "out.bulk.example", "null-mx.example", Internet.message("a@null-mx.example", "Hello"));

        assertThat(outcome.event().symbols()).contains("SENDER_DOMAIN_NULL_MX", "SPF_PASS");
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.66, PTR_NONE, permerror", "198.51.100.2, PTR_UNCONFIRMED, fail"})
    void theNameOfTheClientIsLookedUp(String client, String symbol, String iprev) throws IOException {
        Outcome outcome = send(client, "out.bulk.example", "bulk.example", Internet.message("a@bulk.example", "Hello"));

        assertThat(outcome.event().symbols()).contains(symbol);
        assertThat(delivered()).contains("\tiprev=" + iprev + " policy.iprev=" + client);
    }

    @Test
    void aBalancerThatHidesItsClientsIsTold(@TempDir Path home) throws IOException {
        try (var blind =
                SeraiProcess.in(home).property("health.private-clients", 2).start()) {
            blind.awaitHealth("as they should be");
            for (int mail = 0; mail < 3; mail++) {
                try (var client = SmtpClient.hello(blind.port())) {
                    client.data("a@sender.example", SeraiProcess.RCPT);
                }
            }

            assertThat(blind.awaitLog(0, "the last 2 mails came from private addresses"))
                    .contains("WARN", "smtp.proxy-networks", "the last is 127.0.0.1");
            assertThat(blind.log().split("came from private addresses", -1)).hasSize(2);
            assertThat(blind.observe("health")).contains("the last 2 mails came from private addresses");
        }
    }
}
