package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;

/** What users ask of their digest, by the real routes. */
class DigestRouteTest {

    private static final String MESSAGE = "From: ben@example.org\r\nTo: digest@serai.local\r\n\r\n";

    @TempDir
    Path home;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private TestPolicy policy;

    @BeforeEach
    void load() throws Exception {
        policy = new TestPolicy(home, Map.of("digest.enabled", "true", "local.domains", "example.org"));
        policy.digests = (user, request) -> {
            asked.add(user + " " + request);
            return CompletableFuture.completedFuture(Reply.of(250, "2.0.0", "Your digest is on its way"));
        };
    }

    @AfterEach
    void stop() {
        policy.close();
    }

    private static Mail user(String login) {
        return Mails.connected(Mails.client("192.0.2.1", false).authenticated(login));
    }

    @Test
    void aDigestGoesToTheLoginAndTheMailNowhere() {
        Decision recipient = policy.decide(Mails.asking(user("Anna@Example.org"), "digest@serai.local"));
        assertThat(recipient.reply().toString()).startsWith("250 2.1.5 Ask");
        assertThat(policy.recipients).isEmpty();

        Decision decision = policy.decide(Mails.at(user("Anna@Example.org"), MESSAGE, "digest@serai.local"));

        assertThat(decision.reply().toString()).startsWith("250 2.0.0 Your digest is on its way");
        assertThat(asked).containsExactly("anna@example.org NOW");
        assertThat(policy.delivered).isEmpty();
    }

    @Test
    void whatCannotBeDoneIsSaidAndTheMailMayComeAgain() {
        policy.digests = (user, request) -> CompletableFuture.failedFuture(new IllegalStateException("no backend"));

        Decision decision = policy.decide(Mails.at(user("anna@example.org"), MESSAGE, "digest-off@serai.local"));

        assertThat(decision.reply().toString()).startsWith("451 4.3.0 That cannot be done now");
    }

    @Test
    void whoHasNotLoggedInIsRefusedAndNothingIsAsked() {
        Mail trusted = Mails.connected(Mails.client("192.0.2.1", true));

        assertThat(policy.decide(Mails.asking(trusted, "digest@serai.local"))
                        .reply()
                        .toString())
                .startsWith("550 5.7.1 Please log in");
        assertThat(asked).isEmpty();
    }

    /** A scanner that did not answer then may answer now. */
    @Test
    void whatIsWithheldIsWhatAnAdministratorAloneReleases() throws Exception {
        List<String> release = symbols(Path.of("../routes/release.camel.yaml"), "administrator").stream()
                .filter(symbol -> !symbol.endsWith("_TEMPERROR"))
                .toList();
        String digest = Files.readString(Path.of("../routes/listeners/digest.camel.yaml"));

        assertThat(release).isNotEmpty();
        assertThat(Pattern.compile("withhold: ([A-Z_,\\s]+)")
                        .matcher(digest)
                        .results()
                        .map(found -> List.of(found.group(1).strip().split(",\\s+"))))
                .hasSize(2)
                .allMatch(release::equals);
    }

    private static List<String> symbols(Path file, String option) throws Exception {
        var matcher = Pattern.compile(option + ": ([A-Z_,\\s]+)").matcher(Files.readString(file));
        assertThat(matcher.find()).isTrue();
        return List.of(matcher.group(1).strip().split(",\\s+"));
    }
}
