package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.mail.Phase;
import org.serai.smtp.Policy.Decision;

/** Mail by way of trusted.relays, by the real routes. The relay is 192.0.2.1, the client of {@link Mails}. */
class RelayedRouteTest {

    private static final Map<String, String> RELAYS = Map.of("trusted.relays", "192.0.2.1, 192.0.2.64/26");

    private static final String BY_RELAY =
            "Received: from %s (%s)\r\n\tby relay.example.org (Postfix) with ESMTP id 4RbX1;\r\n\tTue, 24 Nov 2026 11:59:58 +0000\r\n";

    @TempDir
    Path home;

    private static String from(String helo, String address) {
        return BY_RELAY.formatted(helo, "unknown [" + address + "]");
    }

    private Decision decide(Map<String, String> properties, Mail mail) throws Exception {
        try (var policy = new TestPolicy(home, properties)) {
            return policy.decide(mail);
        }
    }

    private static Mail relayed(String fields) {
        return Mails.data(fields + Mails.MESSAGE);
    }

    @Test
    void theRelayItselfIsNotJudgedButMayNotRelayToOthers() throws Exception {
        try (var policy = new TestPolicy(home, RELAYS)) {
            Mail connected = Mails.at(Phase.CONNECT);
            Mail bareAddress =
                    connected.at(Phase.HELO, connected.envelope().greeted("192.0.2.1", true), connected.deadline());
            for (Mail mail : new Mail[] {connected, bareAddress, Mails.at(Phase.MAIL_FROM)}) {
                assertThat(policy.decide(mail).mail().checks()).isEmpty();
            }
            Decision foreign = policy.decide(Mails.asking(connected, "b@example.com"));

            assertThat(foreign.disposition()).isEqualTo(Disposition.REJECT);
            assertThat(foreign.mail().has("RELAY_DENIED")).isTrue();
        }
    }

    @Test
    void theClientBehindItIsJudgedAtDataByTheFiltersOfAllPhases() throws Exception {
        try (var policy = new TestPolicy(home, RELAYS)) {
            Mail mail =
                    policy.decide(relayed(from("198.51.100.7", "198.51.100.7"))).mail();

            assertThat(mail.phase()).isEqualTo(Phase.DATA);
            assertThat(mail.envelope().client().address()).isEqualTo(Network.literal("198.51.100.7"));
            assertThat(mail.envelope().helo()).isEqualTo("198.51.100.7");
            assertThat(mail.envelope().peer().ip()).isEqualTo("192.0.2.1");
            assertThat(mail.has("HELO_BARE_IP")).isTrue();
            assertThat(mail.checks())
                    .extracting(Mail.Check::filter)
                    .containsSubsequence("lists", "helo", "spf", "envelope", "spf", "header", "attachment");
            assertThat(policy.delivered).singleElement().satisfies(delivered -> assertThat(
                            delivered.edits().prepended().get(0))
                    .startsWith("Received: from mx.sender.example ([192.0.2.1])"));
        }
    }

    @Test
    void aFilterThatIsDisabledRunsForNobody() throws Exception {
        try (var policy = new TestPolicy(home, RELAYS)) {
            policy.edit(policy.route("helo"), "uri: serai:helo", "disabled: true\n            uri: serai:helo");
            policy.generations.reload();
            assertThat(policy.generations.refusal()).isNull();

            Mail mail =
                    policy.decide(relayed(from("198.51.100.7", "198.51.100.7"))).mail();

            assertThat(mail.has("HELO_BARE_IP")).isFalse();
            assertThat(mail.checks())
                    .extracting(Mail.Check::filter)
                    .contains("lists", "spf")
                    .doesNotContain("helo");
        }
    }

    @Test
    void theEventNamesClientAndRelay() throws Exception {
        try (var policy = new TestPolicy(home, RELAYS)) {
            policy.ended(policy.decide(relayed(from("mx.far.example", "198.51.100.7"))));

            await().until(() -> !policy.trail.isEmpty());
            assertThat(policy.trail.get(0))
                    .contains("\"client\":{\"ip\":\"198.51.100.7\",\"port\":0,", "\"helo\":\"mx.far.example\"")
                    .contains("\"via\":{\"ip\":\"192.0.2.1\",", "\"helo\":\"mx.sender.example\"}");
        }
    }

    @Test
    void theWalkEndsAtTheFirstHopThatIsNotOurs() throws Exception {
        Mail mail = decide(
                        RELAYS,
                        relayed(from("localhost", "127.0.0.1")
                                + "Received: by relay.example.org (Postfix, from userid 5) id 4RbX2; Tue, 24 Nov 2026\r\n"
                                + from("backup.example.org", "192.0.2.70")
                                + from("mx.far.example", "198.51.100.7")
                                + from("lie.example", "203.0.113.1")))
                .mail();

        assertThat(mail.envelope().client().ip()).isEqualTo("198.51.100.7");
        assertThat(mail.envelope().helo()).isEqualTo("mx.far.example");
    }

    @Test
    void whatWouldBeRefusedIsKeptSoThatTheRelayBouncesNothing() throws Exception {
        try (var policy = new TestPolicy(home, RELAYS)) {
            policy.edit(policy.list("block-client"), "#", "198.51.100.0/24\n#");
            policy.generations.reload();
            Decision decision = policy.decide(relayed(from("mx.far.example", "198.51.100.7")));

            assertThat(decision.disposition()).isEqualTo(Disposition.QUARANTINE);
            assertThat(decision.reply().code()).isEqualTo(250);
            assertThat(policy.kept).singleElement().satisfies(kept -> assertThat(kept.json())
                    .contains("LISTS_BLOCK", "198.51.100.7"));
        }
    }

    @Test
    void orIsRefusedWhereThePropertySaysSo() throws Exception {
        try (var policy =
                new TestPolicy(home, Map.of("trusted.relays", "192.0.2.1", "trusted.relays-quarantine", "false"))) {
            policy.edit(policy.list("block-client"), "#", "198.51.100.0/24\n#");
            policy.generations.reload();

            assertThat(policy.decide(relayed(from("mx.far.example", "198.51.100.7")))
                            .disposition())
                    .isEqualTo(Disposition.REJECT);
        }
    }

    @Test
    void whatMayComeAgainDoes() throws Exception {
        try (var policy = new TestPolicy(home, RELAYS)) {
            policy.edit(policy.scores(), "HELO_BARE_IP = 3.5", "HELO_BARE_IP = DEFER");
            policy.generations.reload();

            assertThat(policy.decide(relayed(from("198.51.100.7", "198.51.100.7")))
                            .disposition())
                    .isEqualTo(Disposition.DEFER);
        }
    }

    @Test
    void aFieldThatCannotBeReadIsAFindingAndTheClientUnknown() throws Exception {
        Mail mail = decide(RELAYS, relayed("Received: from mx.far.example by relay.example.org with MAGIC; today\r\n"))
                .mail();

        assertThat(mail.findings())
                .filteredOn(finding -> finding.symbol().equals("RELAY_UNPARSED"))
                .singleElement()
                .extracting(Finding::evidence)
                .hasToString("{received=from mx.far.example by relay.example.org with MAGIC; today}");
        assertThat(mail.checks()).extracting(Mail.Check::filter).doesNotContain("helo", "spf");
        assertThat(mail.envelope().via()).isNull();
    }

    @Test
    void aRelayThatWritesNoFieldIsOneThatCannotBeRead() throws Exception {
        try (var policy = new TestPolicy(home, RELAYS)) {
            String endless = from("localhost", "127.0.0.1").repeat(31);

            assertThat(policy.decide(relayed("")).mail().has("RELAY_UNPARSED")).isTrue();
            assertThat(policy.decide(relayed(endless)).mail().has("RELAY_UNPARSED"))
                    .isTrue();
        }
    }

    @Test
    void mailThatBeganOnTheRelayHasNoClient() throws Exception {
        Mail mail = decide(RELAYS, relayed("Received: by relay.example.org (Postfix) id 4RbX1; Tue, 24 Nov 2026\r\n"))
                .mail();

        assertThat(mail.has("RELAY_UNPARSED")).isFalse();
        assertThat(mail.checks()).extracting(Mail.Check::filter).doesNotContain("helo", "spf");
    }

    @Test
    void aStrangersReceivedFieldsSayNothing() throws Exception {
        Mail mail = decide(Map.of("trusted.relays", "203.0.113.1"), relayed(from("198.51.100.7", "198.51.100.7")))
                .mail();

        assertThat(mail.envelope().client().ip()).isEqualTo("192.0.2.1");
        assertThat(mail.envelope().via()).isNull();
        assertThat(mail.has("HELO_BARE_IP")).isFalse();
    }
}
