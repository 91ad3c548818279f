package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.config.Settings;
import org.serai.filter.SessionSymbols;
import org.serai.history.Penalty;
import org.serai.history.PenaltyBox;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Conduct;
import org.serai.smtp.Policy.Decision;
import org.serai.store.MemoryTables;

/** What a verdict of the real routes adds to the penalty box, and what the box does to the next session. */
class PenaltyRouteTest {

    private static final PenaltyBox.Options OPTIONS = Binder.defaults(PenaltyBox.Options.class);

    @TempDir
    Path home;

    private static double points(TestPolicy policy) {
        return policy.tables
                .table(PenaltyBox.spec(OPTIONS))
                .get("192.0.2.1/32")
                .toCompletableFuture()
                .join()
                .map(Penalty::points)
                .orElse(0.0);
    }

    /** In a session in which the filter has run, as it does at connect. */
    private static Decision decide(TestPolicy policy, Mail mail) {
        return policy.decide(met(mail));
    }

    private static Mail met(Mail mail) {
        return mail.checked(new Mail.Check("penalty", 0), List.of());
    }

    private static Mail scored(double score, Phase phase) {
        Mail mail = phase == Phase.DATA ? Mails.data(Mails.MESSAGE) : Mails.at(phase);
        return mail.with(List.of(Finding.of("X", "").withScore(score)));
    }

    @Test
    void aBadMessageAddsItsScoreAndAGoodOneTakesSomeAway() throws Exception {
        try (var policy = new TestPolicy(home)) {
            decide(policy, scored(4, Phase.DATA));
            assertThat(points(policy)).isZero();
            decide(policy, scored(20, Phase.DATA));
            assertThat(points(policy)).isEqualTo(20, within(0.5));
            decide(policy, Mails.data(Mails.MESSAGE));
            assertThat(points(policy)).isEqualTo(17, within(0.5));
        }
    }

    @Test
    void whatIsWithheldFromOneEarnsPointsThoughOthersHaveIt() throws Exception {
        try (var policy = new TestPolicy(home)) {
            Files.writeString(
                    policy.home.resolve("config/policies.yaml"),
                    "policies:\n- recipients: [b@example.org]\n  thresholds: {tag: 50, quarantine: 60, reject: 90}\n");
            policy.generations.reload();
            Mail mail = Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, "b@example.org", "c@example.org")
                    .with(List.of(Finding.of("X", "").withScore(12)));

            assertThat(decide(policy, mail).disposition()).isEqualTo(Disposition.ACCEPT);
            assertThat(policy.kept).hasSize(1);
            assertThat(points(policy)).isEqualTo(12, within(0.5));
        }
    }

    @Test
    void whatThePostmasterIsToReadEarnsNoPoints() throws Exception {
        try (var policy = new TestPolicy(home)) {
            Mail mail = Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, "postmaster@example.org")
                    .with(List.of(Finding.of("X", "").withScore(20)));

            assertThat(decide(policy, mail).disposition()).isEqualTo(Disposition.TAG);
            assertThat(points(policy)).isZero();
        }
    }

    @Test
    void aRefusalWeighsOnceInATransaction() throws Exception {
        try (var policy = new TestPolicy(home)) {
            Mail mail = scored(16, Phase.MAIL_FROM);
            assertThat(decide(policy, mail).disposition()).isEqualTo(Disposition.ACCEPT);
            assertThat(points(policy)).isZero();
            for (String recipient : List.of("b@example.org", "c@example.org")) {
                assertThat(decide(policy, Mails.asking(mail, recipient)).disposition())
                        .isEqualTo(Disposition.REJECT);
            }
            assertThat(points(policy)).isEqualTo(16);
        }
    }

    @Test
    void whatIsRefusedByOneFindingHasPointsOfItsOwn() throws Exception {
        try (var policy = new TestPolicy(home)) {
            decide(policy, Mails.asking(Mails.at(Phase.MAIL_FROM), "x@elsewhere.example"));
            assertThat(points(policy)).isEqualTo(OPTIONS.refused());
        }
    }

    @Test
    void trapsAndUnknownRecipientsAdd() throws Exception {
        try (var policy = new TestPolicy(home)) {
            Files.writeString(policy.list("trap-rcpt-to"), "trap@example.org\n");
            policy.generations.reload();
            decide(policy, Mails.asking(Mails.at(Phase.MAIL_FROM), "trap@example.org"));
            assertThat(points(policy)).isEqualTo(OPTIONS.trap());
            policy.backend = Reply.of(550, "5.1.1", "Unknown");
            decide(policy, Mails.asking(Mails.at(Phase.MAIL_FROM), "nobody@example.org"));
            assertThat(points(policy)).isEqualTo(OPTIONS.trap() + 1);
            policy.backend = Reply.of(552, "5.2.2", "Mailbox full");
            decide(policy, Mails.asking(Mails.at(Phase.MAIL_FROM), "full@example.org"));
            assertThat(points(policy)).as("he exists").isEqualTo(OPTIONS.trap() + 1);
            policy.backend = Reply.of(450, "4.2.1", "Busy");
            decide(policy, Mails.asking(Mails.at(Phase.MAIL_FROM), "busy@example.org"));
            assertThat(points(policy)).isEqualTo(OPTIONS.trap() + 1);
        }
    }

    @Test
    void whoBouncesForgedMailIsNotTheOneWhoGuesses() throws Exception {
        try (var policy = new TestPolicy(home)) {
            Files.writeString(policy.list("trap-rcpt-to"), "trap@example.org\n");
            policy.generations.reload();
            Mail bounce = Mails.at(Phase.MAIL_FROM);
            bounce = bounce.at(
                    Phase.MAIL_FROM,
                    bounce.envelope().from(org.serai.mail.Path.NULL, MailParameters.NONE),
                    bounce.deadline());
            decide(policy, Mails.asking(bounce, "trap@example.org"));
            policy.backend = Reply.of(550, "5.1.1", "Unknown");
            decide(policy, Mails.asking(bounce, "nobody@example.org"));
            assertThat(points(policy)).isZero();
        }
    }

    @Test
    void whoIsRefusedForHisPointsGetsNoMoreOfThem() throws Exception {
        try (var policy = new TestPolicy(home)) {
            give(policy, 200);

            Decision refused = decide(policy, Mails.at(Phase.CONNECT));

            assertThat(refused.reply().toString()).startsWith("451 4.7.1 Your network has sent too much");
            assertThat(points(policy)).isEqualTo(200);
        }
    }

    private static void give(TestPolicy policy, double points) {
        new PenaltyBox(OPTIONS, policy.tables, Clock.fixed(Mails.NOW, ZoneOffset.UTC))
                .add(Mails.client("192.0.2.1", false).address(), points)
                .toCompletableFuture()
                .join();
    }

    @Test
    void aLimitByPropertyRefusesForGoodAtRcpt() throws Exception {
        try (var policy = new TestPolicy(home, Map.of("filter.penalty.severe", "100"))) {
            give(policy, 99);
            assertThat(recipient(policy).reply().toString())
                    .startsWith("451 4.7.1 Your network has sent much that is not wanted here; try again later.");
            give(policy, 1);

            Decision connected = decide(policy, Mails.at(Phase.CONNECT));
            assertThat(connected.reply().toString()).as("not yet").startsWith("250");
            assertThat(recipient(policy).reply().toString())
                    .startsWith("550 5.7.1 Your network has sent too much that is not wanted here.");
            assertThat(points(policy)).as("and adds none").isEqualTo(100);
        }
    }

    private static Decision recipient(TestPolicy policy) {
        Mail mail = decide(policy, Mails.at(Phase.MAIL_FROM)).mail();
        return decide(policy, Mails.asking(mail, "b@example.org"));
    }

    @Test
    void byScoreTheConnectionMayBeRefusedForGood() throws Exception {
        try (var policy = new TestPolicy(home)) {
            policy.edit(policy.scores(), "PENALTY_EXTREME = DEFER", "PENALTY_EXTREME = REJECT");
            policy.generations.reload();
            give(policy, 200);

            Decision refused = decide(policy, Mails.at(Phase.CONNECT));
            assertThat(refused.disposition()).isEqualTo(Disposition.REJECT);
            assertThat(refused.reply().toString()).startsWith("550 5.7.1 Your network has sent too much");
        }
    }

    @Test
    void ourOwnAndRelaysAndMonitorModeHaveNoPoints() throws Exception {
        Client own = Mails.client("192.0.2.1", true);
        try (var policy = new TestPolicy(home.resolve("a"))) {
            decide(
                    policy,
                    Mails.at(Mails.connected(own), Mails.MESSAGE, "x@elsewhere.example")
                            .with(List.of(Finding.of("X", "").withScore(20))));
            assertThat(points(policy)).isZero();
        }
        try (var policy = new TestPolicy(home.resolve("b"), Map.of("trusted.relays", "192.0.2.1"))) {
            decide(policy, scored(20, Phase.DATA));
            assertThat(points(policy)).isZero();
        }
        try (var policy = new TestPolicy(home.resolve("c"), Map.of("mode", "monitor"))) {
            decide(policy, scored(20, Phase.DATA));
            assertThat(points(policy)).isZero();
        }
    }

    @Test
    void whatTheDoorNoticesAddsWhatItWeighs() throws IOException {
        var clock = new ManualClock();
        var tables = new MemoryTables(clock);
        Settings settings = Settings.load(Sections.all(), home.resolve("none"), Map.of(), new Properties());
        Conduct conduct = StoredState.conduct(settings, tables, StoredState.traffic(settings, tables, clock), clock);
        Finding early = Finding.of(SessionSymbols.EARLY_TALKER, "").withScore(5);

        for (Client client : Set.of(
                Mails.client("192.0.2.1", true), Mails.client("10.0.0.1", false), Mails.client("192.0.2.2", false))) {
            conduct.noticed(met(Mails.connected(client)), early);
        }
        conduct.noticed(Mails.connected(Mails.client("192.0.2.3", false)), early);

        var table = tables.table(PenaltyBox.spec(OPTIONS));
        assertThat(table.size()).isOne();
        assertThat(table.get("192.0.2.2/32").toCompletableFuture().join())
                .hasValueSatisfying(penalty -> assertThat(penalty.points()).isEqualTo(5));
    }
}
