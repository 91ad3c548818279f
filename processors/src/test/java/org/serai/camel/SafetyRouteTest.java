package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.config.ConfigException;
import org.serai.delivery.Delivery.Target;
import org.serai.filter.Filters;
import org.serai.filter.SessionSymbols;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;

/** The global monitor mode, and relay control that nothing switches off. */
class SafetyRouteTest {

    private static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*" + "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    @TempDir
    Path home;

    private static void blockEverything(TestPolicy policy) throws IOException {
        Files.writeString(policy.list("block-client"), "192.0.2.0/24\n");
        Files.writeString(policy.list("block-mail-from"), "a@sender.example\n");
        Files.writeString(policy.list("block-rcpt-to"), "b@example.org\n");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void inMonitorModeNothingIsRefusedAndAllIsRecorded(Phase phase) throws Exception {
        try (var policy = new TestPolicy(home, Map.of("mode", "monitor", "filter.gtube.mode", "enforce"))) {
            blockEverything(policy);
            Mail mail = phase == Phase.DATA ? Mails.data("X-A: b\r\n\r\n" + GTUBE + "\r\n") : Mails.at(phase);

            var decision = policy.decide(mail);

            assertThat(decision.disposition()).isEqualTo(Disposition.ACCEPT);
            assertThat(decision.reply().code()).isEqualTo(250);
            assertThat(decision.mail().findings()).allSatisfy(finding -> {
                assertThat(finding.mode()).isEqualTo(Mode.MONITOR);
                assertThat(finding.score()).isZero();
            });
            if (phase == Phase.DATA) {
                assertThat(decision.mail().findings())
                        .extracting(Finding::symbol)
                        .contains("GTUBE_REJECT", "HEADER_NO_FROM");
                assertThat(policy.delivered).hasSize(1);
            }
            if (phase == Phase.CONNECT) {
                assertThat(decision.mail().has("LISTS_BLOCK")).isTrue();
            }
        }
    }

    @Test
    void inMonitorModeNobodyMayRelay() throws Exception {
        try (var policy = new TestPolicy(home, Map.of("mode", "monitor"))) {
            var decision = policy.decide(Mails.asking(Mails.at(Phase.MAIL_FROM), "x@elsewhere.example"));

            assertThat(decision.disposition()).isEqualTo(Disposition.REJECT);
        }
    }

    @ParameterizedTest
    @CsvSource({"mode, monitor", "filter.header.mode, monitor", "filter.header.mode, off"})
    void aMailLoopIsBrokenInAnyMode(String property, String mode) throws Exception {
        try (var policy = new TestPolicy(home, Map.of(property, mode))) {
            var loop = policy.decide(Mails.data("Received: x\r\n".repeat(101) + Mails.MESSAGE));
            var good = policy.decide(Mails.data("Received: x\r\n".repeat(100) + Mails.MESSAGE));

            assertThat(loop.reply().toString()).startsWith("550 5.4.6 ");
            assertThat(good.disposition()).isEqualTo(Disposition.ACCEPT);
        }
    }

    @Test
    void aMailLoopCannotBeScoredAway() throws Exception {
        try (var policy = new TestPolicy(home)) {
            policy.edit(policy.scores(), "HEADER_LOOP = REJECT always", "HEADER_LOOP = 5");
            policy.generations.reload();

            assertThat(policy.generations.refusal()).contains("HEADER_LOOP must be 'REJECT always' or 'DEFER always'");
        }
    }

    @Test
    void inMonitorModeWhatTheDoorNoticesWeighsNothing() throws Exception {
        Finding early = Finding.of(SessionSymbols.EARLY_TALKER, "");
        try (var policy = new TestPolicy(home.resolve("a"), Map.of("mode", "monitor"))) {
            assertThat(policy.loader.judge().apply(early).score()).isZero();
        }
        try (var policy = new TestPolicy(home.resolve("b"))) {
            assertThat(policy.loader.judge().apply(early).score()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "monitor", "score"})
    void relayHasNoMode(String mode) {
        assertThatThrownBy(() -> new TestPolicy(home, Map.of("filter.relay.mode", mode)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no property 'filter.relay.mode'");
    }

    @ParameterizedTest
    @CsvSource({
        "RELAY_DENIED, 0",
        "RELAY_DENIED, REJECT",
        "RELAY_DENIED, ACCEPT always",
        "RELAY_ROUTED, QUARANTINE always",
        "RELAY_TEMPERROR, 0"
    })
    void relayCannotBeScoredAway(String symbol, String weight) throws Exception {
        try (var policy = new TestPolicy(home)) {
            String old = Files.readAllLines(policy.scores()).stream()
                    .filter(line -> line.startsWith(symbol))
                    .findFirst()
                    .orElseThrow();
            policy.edit(policy.scores(), old, symbol + " = " + weight);
            assertRefused(policy, "scores.properties", symbol + " must be 'REJECT always' or 'DEFER always'");

            policy.edit(policy.scores(), symbol + " = " + weight, "");
            assertRefused(policy, "scores.properties", symbol + " must be");
        }
    }

    @Test
    void relayCannotBeSwitchedOffInARoute() throws Exception {
        try (var policy = new TestPolicy(home)) {
            policy.edit(
                    policy.route("rcpt-to"),
                    "uri: serai:relay",
                    "uri: serai:relay\n            parameters: { mode: 'off' }");
            assertRefused(policy, "rcpt-to.camel.yaml:", "serai:relay has no mode");
        }
    }

    @Test
    void relayCannotBeTakenOutOfItsRoute() throws Exception {
        try (var policy = new TestPolicy(home)) {
            policy.edit(policy.route("rcpt-to"), "uri: serai:relay", "uri: serai:helo");
            assertRefused(policy, "rcpt-to.camel.yaml:", "must have the step serai:relay");
        }
    }

    @Test
    void relayCannotBeHiddenInABranch() throws Exception {
        try (var policy = new TestPolicy(home)) {
            policy.edit(
                    policy.route("rcpt-to"),
                    "        - to:\n            id: rcpt-to-relay\n            description: Only our own domains, unless the client is one of ours\n"
                            + "            uri: serai:relay\n",
                    "        - choice:\n            id: rcpt-to-choice\n            when:\n"
                            + "              - simple: ${body.has('LISTS_ALLOW')}\n                steps:\n"
                            + "                  - to: { id: rcpt-to-relay, uri: serai:relay }\n");
            assertRefused(policy, "rcpt-to.camel.yaml:", "in no branch");
        }
    }

    @Test
    void relayCannotStandBehindTheVerdict() throws Exception {
        try (var policy = new TestPolicy(home)) {
            policy.edit(
                    policy.route("rcpt-to"),
                    "        - to:\n            id: rcpt-to-relay",
                    "        - to: { id: rcpt-to-first, uri: direct:verdict }\n        - to:\n            id: rcpt-to-relay");
            assertRefused(policy, "rcpt-to.camel.yaml:", "before any branch, stop or direct");
        }
    }

    @Test
    void theRouteOfOurOwnUsersIsGuardedLikewise() throws Exception {
        try (var policy = new TestPolicy(home)) {
            policy.edit(policy.route("outbound"), "uri: serai:relay", "uri: serai:helo");
            assertRefused(policy, "outbound.camel.yaml:", "route outbound must have the step serai:relay");

            policy.edit(
                    policy.route("outbound"),
                    "uri: serai:helo",
                    "uri: serai:helo\n        - choice:\n            id: outbound-choice\n            when:\n"
                            + "              - simple: ${variable.phase} == 'rcpt-to'\n                steps:\n"
                            + "                  - to: { id: outbound-guard, uri: serai:relay }\n");
            assertRefused(policy, "outbound.camel.yaml:", "in no branch");
        }
    }

    /** Should a listener ever let one in there. */
    @Test
    void aStrangerInTheRouteOfOurOwnUsersMayNotRelay() throws Exception {
        try (var policy = new TestPolicy(home)) {
            assertThat(policy.inRoute("outbound", Mails.asking(Mails.at(Phase.MAIL_FROM), "x@elsewhere.example")))
                    .isEqualTo(Disposition.REJECT);
            assertThat(policy.inRoute("outbound", Mails.asking(Mails.at(Phase.MAIL_FROM), "b@example.org")))
                    .isEqualTo(Disposition.ACCEPT);
        }
    }

    @Test
    void ourOwnUsersMailGoesTheirWayAndAllOtherToTheBackend() throws Exception {
        try (var policy = new TestPolicy(home)) {
            Mail ours = Mails.connected(Mails.client("192.0.2.1", true));
            Mail asking =
                    policy.decide(Mails.asking(ours, "x@elsewhere.example")).mail();
            policy.decide(Mails.asking(Mails.at(Phase.MAIL_FROM), "b@example.org"));

            assertThat(policy.targets).containsExactly(Target.OUTBOUND, Target.BACKEND);
            assertThat(asking.checks())
                    .extracting(Mail.Check::filter)
                    .containsExactly("relay", "rates", "policies", "lists", "report", "digest");
            assertThat(policy.decide(Mails.at(ours, Mails.MESSAGE, "x@elsewhere.example"))
                            .mail()
                            .checks())
                    .extracting(Mail.Check::filter)
                    .contains("sender-login", "attachment", "clamav")
                    .doesNotContain("patterns");

            policy.edit(policy.route("deliver"), "own-users: outbound", "own-users: backend");
            policy.generations.reload();
            policy.decide(Mails.asking(ours, "x@elsewhere.example"));
            assertThat(policy.targets).last().isEqualTo(Target.BACKEND);
        }
    }

    @Test
    void aBypassListDoesNotOpenTheRelay() throws Exception {
        try (var policy = new TestPolicy(home)) {
            Files.writeString(policy.list("bypass-client"), "192.0.2.1\n");
            policy.generations.reload();
            Mail known = policy.decide(Mails.at(Phase.CONNECT)).mail();
            assertThat(known.has("LISTS_BYPASS")).isTrue();

            assertThat(policy.decide(Mails.asking(known, "x@elsewhere.example")).disposition())
                    .isEqualTo(Disposition.REJECT);
            assertThat(policy.decide(Mails.asking(known, "b@example.org")).disposition())
                    .isEqualTo(Disposition.ACCEPT);
        }
    }

    private static void assertRefused(TestPolicy policy, String file, String told) {
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains(file).contains(told);
        assertThat(policy.decide(Mails.asking(Mails.at(Phase.MAIL_FROM), "x@elsewhere.example"))
                        .disposition())
                .isEqualTo(Disposition.REJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"patterns", "gtube", "attachment"})
    void aFilterThatIsOffDoesNotRun(String filter) throws Exception {
        try (var policy = new TestPolicy(home, Map.of(Filters.prefix(filter) + "mode", "off"))) {
            assertThat(policy.decide(Mails.data(Mails.MESSAGE)).mail().checks())
                    .extracting(Mail.Check::filter)
                    .contains("lists", "clamav")
                    .doesNotContain(filter);
        }
    }
}
