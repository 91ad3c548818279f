package org.serai.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ManualClock;
import org.serai.camel.Sections;
import org.serai.camel.StoredState;
import org.serai.config.Settings;
import org.serai.report.Observation;
import org.serai.report.Observation.Row;
import org.serai.report.StoredObservations;
import org.serai.state.Request;
import org.serai.state.State;

/** Yesterday's counts become a mail with a report, once. */
class DmarcReportsIT {

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    private static Observation observation(String domain) {
        return new Observation(
                new Observation.Record(
                        domain, "reject", "", "", false, false, false, "0", List.of("mailto:dmarc@" + domain)),
                new Row("192.0.2.1", "none", false, false, "local_policy", "", domain, "", List.of(), domain, "fail"));
    }

    /** As a Serai that was stopped yesterday has it. */
    private void counted(Path home, String... domains) {
        var clock = new ManualClock();
        clock.set(yesterday.atTime(12, 0).toInstant(ZoneOffset.UTC));
        try (var store = StoredState.open(settings(home), home);
                var observations = new StoredObservations(store, 100_000, clock)) {
            for (String domain : domains) {
                observations.add(observation(domain));
            }
        }
    }

    private static Settings settings(Path home) {
        return Settings.load(Sections.all(), home.resolve("config/serai.properties"), Map.of(), new Properties());
    }

    /** They are due soon after the start, not ten seconds behind it. */
    private static SeraiProcess.Setup soon(Path home, SmtpSink smarthost) {
        return reporting(home, smarthost).edit("listeners/dmarc-reports.camel.yaml", "delay: 10000", "delay: 1000");
    }

    private static SeraiProcess.Setup reporting(Path home, SmtpSink smarthost) {
        return SeraiProcess.in(home)
                .property("dmarc.reports.enabled", true)
                .property("outbound.uri", "smtp://127.0.0.1:" + smarthost.port());
    }

    @Test
    void aReportIsHandedInToTheSmarthostOnce(@TempDir Path home) throws IOException {
        counted(home, "example.com", "example.com");
        try (var smarthost = SmtpSink.start();
                var serai = soon(home, smarthost).start()) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !smarthost.messages().isEmpty());
            SmtpSink.Message mail = smarthost.messages().get(0);
            String text = new String(mail.content(), ISO_8859_1);

            assertThat(mail.rcptTo()).singleElement().asString().contains("dmarc@example.com");
            assertThat(mail.mailFrom()).contains("postmaster@mx." + SeraiProcess.DOMAIN);
            assertThat(text.replace("\r\n ", " "))
                    .contains("Subject: Report Domain: example.com Submitter: mx." + SeraiProcess.DOMAIN)
                    .contains("application/gzip")
                    .contains("mx." + SeraiProcess.DOMAIN + "!example.com!")
                    .contains("Auto-Submitted: auto-generated");
            assertThat(report(text))
                    .contains("<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">")
                    .contains("<count>2</count>");
            await().until(() -> state(home, "dmarc-reports").contains("\"sent\":true"));
            assertThat(serai.log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void aReportIsSignedWithTheKeyOfItsSendersDomain(@TempDir Path home, @TempDir Path scratch) throws IOException {
        Needs.tool("dkimverify");
        counted(home, "example.com");
        try (var smarthost = SmtpSink.start()) {
            SeraiProcess.Setup setup = soon(home, smarthost);
            String record = DkimSigningIT.published(DkimSigningIT.key(home, "s2026"), "s2026");
            DkimSigningIT.use(home, "s2026");
            try (var serai = setup.start()) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !smarthost.messages().isEmpty());
                byte[] mail = smarthost.messages().get(0).content();

                assertThat(new String(mail, ISO_8859_1))
                        .contains("From: postmaster@mx." + SeraiProcess.DOMAIN)
                        .contains("Message-ID: <" + yesterday + ".example.com@mx." + SeraiProcess.DOMAIN + ">");
                assertThat(DkimSigningIT.verified(mail, scratch, "s2026" + record))
                        .isEqualTo("True\n");
                assertThat(serai.log()).doesNotContain(" ERROR ");
            }
        }
    }

    @Test
    void aWrongKeyFileDoesNotHoldThemBack(@TempDir Path home) throws IOException {
        counted(home, "example.com");
        try (var smarthost = SmtpSink.start();
                var serai = reporting(home, smarthost).start()) {
            Path keys = Files.createDirectories(home.resolve("config/dkim"));
            Files.writeString(keys.resolve("s2026._domainkey." + SeraiProcess.DOMAIN + ".pem"), "no key");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !smarthost.messages().isEmpty());

            assertThat(serai.log()).contains("DMARC reports are signed with the keys as they were before: ");
        }
    }

    @Test
    void oneThatCannotBeHandedInIsToldAndTheOthersGoOn(@TempDir Path home) throws IOException {
        counted(home, "a-refused.example", "example.com");
        try (var smarthost = SmtpSink.start()) {
            var first = new AtomicBoolean(true);
            smarthost.replying((verb, reply) ->
                    verb.equals("RCPT") && first.getAndSet(false) ? "550 5.1.1 No such mailbox" : reply);
            try (var serai = soon(home, smarthost).start()) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !smarthost.messages().isEmpty());

                assertThat(smarthost.messages().get(0).rcptTo()).asString().contains("dmarc@example.com");
                assertThat(serai.log()).contains("A DMARC report could not be handed in");
                await().until(() -> state(home, "dmarc-reports").contains("example.com\",\"value\":{\"sent\":true}"));
                assertThat(state(home, "dmarc-reports")).contains("a-refused.example\",\"value\":{\"sent\":false}");
                assertThat(state(home, "dmarc-rows")).contains("a-refused.example");
            }
        }
    }

    /** What the running Serai says of a table. */
    private static String state(Path home, String table) throws IOException {
        var out = new StringBuilder();
        new State(StoredState.socket(settings(home), home), () -> {
                    throw new AssertionError("it does not run");
                })
                .ask(
                        new Request(Request.Action.LIST, table, "", ""),
                        new BufferedReader(new StringReader("")),
                        line -> out.append(line).append('\n'));
        return out.toString();
    }

    private static String report(String mail) throws IOException {
        int part = mail.indexOf("application/gzip");
        int start = mail.indexOf("\r\n\r\n", part) + 4;
        int end = mail.indexOf("\r\n--", start);
        byte[] gzip = Base64.getMimeDecoder().decode(mail.substring(start, end));
        return new String(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(), UTF_8);
    }
}
