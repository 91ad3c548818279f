package org.serai.filter.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.filter.DomainSet;
import org.serai.filter.FilterCase;
import org.serai.history.Reputation;
import org.serai.history.Reputation.Counts;
import org.serai.history.ReputationEffect;
import org.serai.identity.DkimResult;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Verdict;
import org.serai.mail.Weight;
import org.serai.mime.MimeReader;
import org.serai.store.MemoryTables;
import org.serai.store.Table;
import org.serai.store.Tally;

/** The filter, and the effect that counts, over many mails. */
class ReputationFilterTest {

    /** All good mails prove something, however many come in a day; what they cost is another test. */
    private static final Reputation.Options KEPT = new Reputation.Options(
            Duration.ofDays(30), 8, 1, Binder.defaults(Reputation.Options.class).never(), 1000, 1000);

    private static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final Reputation reputation = new Reputation(KEPT, tables, clock);
    private final Tally<Counts> tally = reputation.tally();
    private final ReputationEffect effect = new ReputationEffect(KEPT, tally, clock);
    private final Table<Counts> table = tables.table(Reputation.spec(KEPT));
    private final ReputationFilter filter = new ReputationFilter(
            new ReputationFilter.Options(10, 5, 0.2, 0.8, Duration.ZERO, 2, 3),
            reputation,
            new MimeReader(Binder.defaults(MimeReader.Limits.class)),
            DomainSet.EMPTY,
            SUFFIXES,
            mail -> mail.envelope().client().ip().equals("203.0.113.1"));

    private static Mail from(String client) {
        Mail connected = Mails.connected(Mails.client(client, false));
        Envelope envelope =
                Mails.at(Phase.MAIL_FROM).envelope().by(connected.envelope().client());
        return Mails.at(connected.at(Phase.MAIL_FROM, envelope, Mails.soon()), Mails.MESSAGE, "b@example.org");
    }

    private static Mail signed(String client, String domain) {
        Mail mail = from(client);
        mail.ask(
                new DkimResult.Question(),
                () -> CompletableFuture.completedFuture(List.of(new DkimResult(
                        DkimResult.Result.PASS, domain, "s", "@" + domain, "rsa-sha256", 2048, true, false, ""))));
        return mail;
    }

    private static Finding found(String filter, String symbol, double points) {
        return Finding.of(symbol, "A reason").judged(filter, Mode.SCORE, Weight.points(points), "", 0);
    }

    private void decide(Mail mail, double score, Disposition disposition, Finding... findings) throws Exception {
        filter.check(mail);
        effect.apply(mail.with(List.of(findings)).judged(new Verdict(score, disposition, "", "7.1")), disposition);
    }

    private void good(int times, String client, String domain) throws Exception {
        for (int i = 0; i < times; i++) {
            decide(signed(client, domain), 0, Disposition.ACCEPT);
        }
        tally.flush();
    }

    private void bad(int times, String client, String domain) throws Exception {
        for (int i = 0; i < times; i++) {
            decide(signed(client, domain), 20, Disposition.REJECT);
        }
        tally.flush();
    }

    private Counts counts(String key) {
        return table.get(key).toCompletableFuture().join().orElse(new Counts(0, 0, 0, 0, 0, 0));
    }

    private List<String> find(Mail mail) throws Exception {
        return FilterCase.symbols(filter.check(mail));
    }

    @Test
    void aDomainThatSentGoodMailIsGoodWhereverItComesFrom() throws Exception {
        good(20, "192.0.2.1", "mail.good.example");

        Finding found = filter.check(signed("198.51.100.1", "good.example")).get(0);
        assertThat(found.symbol()).isEqualTo("REPUTATION_GOOD");
        assertThat(found.score()).isEqualTo(-1.33);
        assertThat(found.evidence())
                .containsEntry("subject", "good.example")
                .containsEntry("good", 20.0)
                .containsEntry("bad", 0.0)
                .containsEntry("share", 0.17);
        assertThat(find(from("198.51.100.1"))).isEmpty();
    }

    @Test
    void aNetworkWeighsHalf() throws Exception {
        bad(30, "192.0.2.1", "a.example");

        Finding domain = filter.check(signed("198.51.100.1", "a.example")).get(0);
        Finding network = filter.check(signed("192.0.2.77", "new.example")).get(0);
        assertThat(domain.symbol()).isEqualTo("REPUTATION_BAD");
        assertThat(domain.score()).isEqualTo(2.25);
        assertThat(network.symbol()).isEqualTo("REPUTATION_CLIENT_BAD");
        assertThat(network.score()).isEqualTo(1.13, within(0.011));
        assertThat(network.evidence()).containsEntry("subject", "192.0.2.0/24");
        assertThat(find(from("192.0.3.1"))).isEmpty();

        good(40, "198.51.100.1", "b.example");
        assertThat(find(from("198.51.100.9"))).containsExactly("REPUTATION_CLIENT_GOOD");
    }

    @Test
    void aProvedDomainAnswersForItself() throws Exception {
        bad(50, "192.0.2.1", "bad.example");
        good(20, "198.51.100.1", "good.example");

        assertThat(find(signed("192.0.2.1", "good.example"))).containsExactly("REPUTATION_GOOD");
    }

    @ParameterizedTest
    @CsvSource({"4, 0, ''", "14, 0, ''", "15, 0, REPUTATION_GOOD", "0, 14, ''", "0, 15, REPUTATION_BAD", "40, 20, ''"})
    void withLittleEvidenceNothingIsSaid(int ham, int spam, String symbol) throws Exception {
        good(ham, "192.0.2.1", "a.example");
        bad(spam, "192.0.2.1", "a.example");

        assertThat(String.join(" ", find(signed("198.51.100.1", "a.example")))).isEqualTo(symbol);
    }

    @Test
    void pointsAreBoundedHoweverMuchMailThereIs() throws Exception {
        table.put("bad.example", new Counts(0, Double.MAX_VALUE, clock.millis(), 1, 0, 0));
        bad(1, "192.0.2.1", "bad.example");

        assertThat(counts("bad.example").total()).isLessThanOrEqualTo(1000);
        assertThat(filter.check(signed("192.0.2.1", "bad.example")).get(0).score())
                .isLessThanOrEqualTo(3);
    }

    @Test
    void whoHasTurnedBadIsSeenToHave() throws Exception {
        table.put("a.example", new Counts(1_000_000, 0, clock.millis(), 1, 1_000_000, 1));
        bad(1, "192.0.2.1", "a.example");
        assertThat(find(signed("198.51.100.1", "a.example"))).containsExactly("REPUTATION_GOOD");
        bad(1600, "192.0.2.1", "a.example");

        assertThat(find(signed("198.51.100.1", "a.example"))).doesNotContain("REPUTATION_GOOD");
    }

    @Test
    void countsHalveInAHalfLife() throws Exception {
        good(20, "192.0.2.1", "a.example");
        clock.add(Duration.ofDays(30));
        good(1, "192.0.2.1", "a.example");

        assertThat(counts("a.example").ham()).isEqualTo(11, within(1e-9));
        clock.add(Duration.ofDays(60));
        assertThat(find(signed("192.0.2.1", "a.example"))).isEmpty();
    }

    @Test
    void aClockThatIsBehindDoesNoHarm() throws Exception {
        good(20, "192.0.2.1", "a.example");
        clock.add(Duration.ofMinutes(-1));
        good(1, "192.0.2.1", "a.example");

        assertThat(counts("a.example").ham()).isEqualTo(21, within(0.001));
        assertThat(find(signed("192.0.2.1", "a.example"))).containsExactly("REPUTATION_GOOD");
    }

    @Test
    void unclearVerdictsDoNotCount() throws Exception {
        decide(signed("192.0.2.1", "a.example"), 6, Disposition.TAG);
        decide(signed("192.0.2.1", "a.example"), 6, Disposition.DEFER);
        decide(signed("192.0.2.1", "a.example"), 2, Disposition.ACCEPT, found("header", "HEADER_NO_DATE", 1.5));
        decide(signed("192.0.2.1", "a.example"), 0, Disposition.ACCEPT, found("lists", "LISTS_BYPASS", 0));
        Mail refusedByTheBackend =
                signed("192.0.2.1", "a.example").judged(new Verdict(0, Disposition.ACCEPT, "", "0.0"));
        filter.check(refusedByTheBackend);
        effect.apply(refusedByTheBackend, Disposition.REJECT);
        tally.flush();

        assertThat(counts("a.example").total()).isZero();
        assertThat(counts("192.0.2.0/24").total()).isZero();
    }

    @Test
    void itsOwnPointsAreLeftOut() throws Exception {
        decide(
                signed("192.0.2.1", "a.example"),
                9,
                Disposition.QUARANTINE,
                found("reputation", "REPUTATION_BAD", 3),
                found("dnsbl", "DNSBL_SPAM", 6));
        decide(signed("192.0.2.1", "b.example"), 3, Disposition.ACCEPT, found("reputation", "REPUTATION_BAD", 3));
        decide(
                signed("192.0.2.1", "c.example"),
                3,
                Disposition.REJECT,
                Finding.of("CLAMAV_VIRUS", "A virus")
                        .judged("clamav", Mode.SCORE, new Weight(0, Disposition.REJECT, Weight.Force.ALWAYS), "", 0));
        tally.flush();

        assertThat(counts("a.example").total()).isZero();
        assertThat(counts("b.example").ham()).isEqualTo(1);
        assertThat(counts("c.example").spam()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "dnsbl, DNSBL_SPAM, 10, 0, 1",
        "helo, HELO_LITERAL, 10, 0, 1",
        "spf, SPF_FAIL, 10, 0, 1",
        "smtp, SMTP_EARLY_TALKER, 10, 0, 1",
        "lists, LISTS_TRAP, 10, 0, 1",
        "gtube, GTUBE, 10, 0, 1",
        "penalty, PENALTY_BAD, 10, 0, 0",
        "uribl, URIBL_LISTED, 10, 1, 1"
    })
    void whatTheClientChoosesPoisonsNoDomain(String filter, String symbol, double points, double domain, double network)
            throws Exception {
        Mail mail = signed("192.0.2.1", "a.example");
        decide(mail, points, Disposition.REJECT, found(filter, symbol, points));
        tally.flush();

        assertThat(counts("a.example").spam()).isEqualTo(domain);
        assertThat(counts("192.0.2.0/24").spam()).isEqualTo(network);
    }

    @Test
    void whatAClientFilterDecidesIsItsNetworksAffair() throws Exception {
        for (String filter : List.of("gtube", "dnsbl", "classifier")) {
            decide(
                    signed("192.0.2.1", filter + ".example"),
                    0,
                    Disposition.REJECT,
                    Finding.of("SYMBOL", "A reason")
                            .judged(filter, Mode.SCORE, new Weight(0, Disposition.REJECT, Weight.Force.USUAL), "", 0));
        }
        tally.flush();

        assertThat(counts("gtube.example").total()).isZero();
        assertThat(counts("dnsbl.example").total()).isZero();
        assertThat(counts("classifier.example").spam()).isEqualTo(1);
        assertThat(counts("192.0.2.0/24").spam()).isEqualTo(3);
    }

    @Test
    void relaysPrivateClientsAndOwnUsersHaveNone() throws Exception {
        good(20, "203.0.113.1", "a.example");
        good(20, "10.0.0.1", "a.example");
        Mail own = Mails.at(Mails.connected(Mails.client("192.0.2.1", true)), Mails.MESSAGE, "b@example.org");
        decide(own, 0, Disposition.ACCEPT);
        tally.flush();

        assertThat(counts("a.example").ham()).isEqualTo(40);
        assertThat(counts("203.0.113.0/24").total()).isZero();
        assertThat(counts("10.0.0.0/24").total()).isZero();
        assertThat(counts("192.0.2.0/24").total()).isZero();
    }

    @Test
    void afterAPartitionTheGreaterCountsStand() {
        var merge = Reputation.spec(KEPT).merge();

        long day = Duration.ofDays(1).toMillis();
        Counts merged = merge.apply(new Counts(10, 1, day, 7, 6, 2), new Counts(8, 3, day, 5, 8, 1));
        assertThat(merged).isEqualTo(new Counts(10, 3, day, 5, 8, 2));
    }
}
