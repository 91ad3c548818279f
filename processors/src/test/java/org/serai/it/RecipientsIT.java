package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipients who do not exist, through the door: by a real OpenLDAP, and by what a real Postfix says. */
class RecipientsIT {

    private static final String UNKNOWN = "550 5.1.1 There is no such recipient here. (mail ";

    @TempDir
    private Path home;

    private static String rcpt(SeraiProcess serai, String recipient) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<a@sender.example>\r\n");
            return client.say("RCPT TO:<" + recipient + ">\r\n");
        }
    }

    @Test
    void aDirectoryKnowsWhoExists() throws IOException {
        try (var slapd = SlapdProcess.start(home.resolve("slapd"));
                var serai = slapd.askedBy(SeraiProcess.in(Files.createDirectory(home.resolve("serai"))))
                        .property("filter.recipients.ldap", "(mail={address})")
                        .start()) {
            assertThat(rcpt(serai, "anna@local.example")).startsWith("250 ");
            assertThat(rcpt(serai, "Anna.Alias+shop@LOCAL.example")).startsWith("250 ");
            assertThat(rcpt(serai, "caesar@local.example")).startsWith(UNKNOWN);
            for (String injection : new String[] {
                "*@local.example",
                "a*@local.example",
                "\"x)(uid=*\"@local.example",
                "\"anna@local.example)(|(uid=*\"@local.example",
                "\"anna\\\\2a\"@local.example",
                "anna\\2a@local.example"
            }) {
                assertThat(rcpt(serai, injection)).as(injection).startsWith("5");
            }
            assertThat(serai.observe("health")).contains("answers");

            // Nobody answers: the backend, a mailbox that takes all, decides; what was known is known.
            slapd.stop();
            assertThat(rcpt(serai, "nobody@local.example")).startsWith("250 ");
            assertThat(rcpt(serai, "caesar@local.example")).startsWith(UNKNOWN);
            serai.terminate();
            assertThat(serai.awaitExit(Duration.ofSeconds(120))).isNotNegative();
            serai.restart();
            assertThat(rcpt(serai, "caesar@local.example")).startsWith(UNKNOWN);
            assertThat(rcpt(serai, "nobody@local.example")).startsWith("250 ");

            slapd.restart();
            assertThat(rcpt(serai, "nobody@local.example")).startsWith(UNKNOWN);
            assertThat(rcpt(serai, "berta@local.example")).startsWith("250 ");
        }
    }

    @Test
    void whomTheBackendRefusedIsRememberedOverARestart() throws IOException {
        try (var postfix = PostfixBackend.start("virtual_mailbox_maps = inline:{ user@local.example=box/ }");
                var serai = SeraiProcess.in(home).backend(postfix.port()).start()) {
            assertThat(rcpt(serai, "user@local.example")).startsWith("250 ");
            assertThat(rcpt(serai, "nobody@local.example"))
                    .startsWith("550 5.1.1 <nobody@local.example>: Recipient address rejected");
            assertThat(rcpt(serai, "nobody@local.example")).startsWith(UNKNOWN);

            serai.terminate();
            serai.awaitExit(Duration.ofSeconds(120));
            serai.restart();
            assertThat(rcpt(serai, "nobody@local.example")).startsWith(UNKNOWN);
            assertThat(rcpt(serai, "user@local.example")).startsWith("250 ");
        }
    }

    @Test
    void aCalloutAsksTheBackendBeforeTheMailDoes() throws IOException {
        try (var postfix = PostfixBackend.start("virtual_mailbox_maps = inline:{ user@local.example=box/ }");
                var serai = SeraiProcess.in(home)
                        .backend(postfix.port())
                        .property("filter.recipients.backend", "callout")
                        .start()) {
            assertThat(rcpt(serai, "nobody@local.example")).startsWith(UNKNOWN);
            assertThat(rcpt(serai, "user@local.example")).startsWith("250 ");
            // Another process of Postfix writes it.
            await().untilAsserted(() -> assertThat(postfix.log()).contains("from=<> to=<nobody@local.example>"));
        }
    }

    /** Exim gives no enhanced status code. */
    @Test
    void aPlainRefusalOfTheCalloutItselfIsNoneOfTheRecipient() throws IOException {
        String users = "  accept domains = +local_domains\n    local_parts = user : postmaster\n"
                + "  deny message = Unrouteable address";
        try (var exim = EximBackend.start(users);
                var serai = SeraiProcess.in(Files.createDirectory(home.resolve("knows")))
                        .backend(exim.port())
                        .property("filter.recipients.backend", "callout")
                        .start()) {
            assertThat(rcpt(serai, "nobody@local.example")).startsWith(UNKNOWN);
            assertThat(rcpt(serai, "user@local.example")).startsWith("250 ");
        }
        try (var exim = EximBackend.start("  deny senders = :\n" + users);
                var serai = SeraiProcess.in(Files.createDirectory(home.resolve("refuses")))
                        .backend(exim.port())
                        .property("filter.recipients.backend", "callout")
                        .start()) {
            assertThat(rcpt(serai, "user@local.example")).startsWith("250 ");
            assertThat(rcpt(serai, "nobody@local.example")).startsWith("550 5.0.0 Unrouteable address");
        }
    }

    @Test
    void aDirectoryBehindTlsIsBelievedByItsAuthorityAlone() throws IOException {
        Path stranger = Pem.make(home.resolve("stranger"), "127.0.0.1").certificate();
        try (var slapd = SlapdProcess.start(home.resolve("slapd"))) {
            try (var serai = slapd.askedByTls(SeraiProcess.in(Files.createDirectory(home.resolve("right"))))
                    .property("filter.recipients.ldap", "(mail={address})")
                    .start()) {
                assertThat(rcpt(serai, "anna@local.example")).startsWith("250 ");
                assertThat(rcpt(serai, "caesar@local.example")).startsWith(UNKNOWN);
            }
            try (var serai = slapd.askedByTls(SeraiProcess.in(Files.createDirectory(home.resolve("wrong"))))
                    .property("filter.recipients.ldap", "(mail={address})")
                    .property("ldap.ca-file", stranger)
                    .start()) {
                assertThat(rcpt(serai, "caesar@local.example"))
                        .as("it is not known, the mailbox that takes all decides")
                        .startsWith("250 ");
                assertThat(serai.observe("health")).contains("PKIX path");
            }
        }
    }
}
