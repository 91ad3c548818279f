package org.serai.filter.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.filter.DomainSet;
import org.serai.filter.FilterCase;
import org.serai.history.Reputation;
import org.serai.history.Reputation.Counts;
import org.serai.history.ReputationEffect;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Verdict;
import org.serai.mime.MimeReader;
import org.serai.store.MemoryTables;
import org.serai.store.Table;
import org.serai.store.Tally;

/** What a good name costs, as nothing is configured. */
class ReputationCostTest {

    private static final Reputation.Options KEPT = Binder.defaults(Reputation.Options.class);
    private static final DomainSet FREE =
            new DomainSet.Builder().add("free.example").build();
    private static final Counts NOTHING = new Counts(0, 0, 0, 0, 0, 0);

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final Reputation reputation = new Reputation(KEPT, tables, clock);
    private final Tally<Counts> tally = reputation.tally();
    private final ReputationEffect effect = new ReputationEffect(KEPT, tally, clock);
    private final Table<Counts> table = tables.table(Reputation.spec(KEPT));
    private final ReputationFilter filter = new ReputationFilter(
            Binder.defaults(ReputationFilter.Options.class),
            reputation,
            new MimeReader(Binder.defaults(MimeReader.Limits.class)),
            FREE,
            PublicSuffixes.bundled(),
            mail -> false);

    /** By this author, whose domain has signed it. */
    private static Mail by(String author) {
        String domain = author.substring(author.indexOf('@') + 1);
        Mail mail = signed(author, domain);
        mail.ask(
                new DmarcResult.Question(),
                () -> CompletableFuture.completedFuture(new DmarcResult(
                        DmarcResult.Result.PASS, domain, domain, domain, DmarcResult.Policy.NONE, false, true, "")));
        return mail;
    }

    /** The signature need not be of the author's domain. */
    private static Mail signed(String author, String domain) {
        Mail mail = Mails.data("From: " + author + "\r\n\r\n");
        mail.ask(
                new DkimResult.Question(),
                () -> CompletableFuture.completedFuture(List.of(new DkimResult(
                        DkimResult.Result.PASS, domain, "s", "@" + domain, "rsa-sha256", 2048, true, false, ""))));
        return mail;
    }

    private void decide(Mail mail, double score, Disposition disposition) throws Exception {
        filter.check(mail);
        effect.apply(mail.judged(new Verdict(score, disposition, "", "7.1")), disposition);
    }

    /** Then a day goes by. */
    private void good(int times, String author) throws Exception {
        for (int i = 0; i < times; i++) {
            decide(by(author), 0, Disposition.ACCEPT);
        }
        tally.flush();
        clock.add(Duration.ofDays(1));
    }

    private Counts counts(String key) {
        return table.get(key).toCompletableFuture().join().orElse(NOTHING);
    }

    private List<String> find(Mail mail) throws Exception {
        return FilterCase.symbols(filter.check(mail));
    }

    @Test
    void manyMailsOfADayBuyNoName() throws Exception {
        good(500, "a@quick.example");
        clock.add(Duration.ofDays(10));

        assertThat(find(by("a@quick.example"))).isEmpty();
        assertThat(counts("quick.example").ham()).isEqualTo(500, within(0.01));
        assertThat(counts("quick.example").steady()).isEqualTo(KEPT.dailyGood(), within(0.01));
    }

    @Test
    void whoSendsGoodMailForDaysIsGood() throws Exception {
        for (int day = 0; day < 3; day++) {
            good(5, "a@steady.example");
            assertThat(find(by("a@steady.example"))).as("day %s", day).isEmpty();
        }
        good(5, "a@steady.example");

        Finding found = filter.check(by("a@steady.example")).get(0);
        assertThat(found.symbol()).isEqualTo("REPUTATION_GOOD");
        assertThat(found.evidence()).containsEntry("days", 4L);
    }

    @Test
    void nobodyIsGoodBeforeHisTime() throws Exception {
        long now = clock.millis();
        table.put("new.example", new Counts(90, 0, now, now, 90, 0));
        clock.add(Duration.ofDays(3).minusSeconds(1));
        assertThat(find(by("a@new.example"))).isEmpty();
        clock.add(Duration.ofSeconds(1));
        assertThat(find(by("a@new.example"))).containsExactly("REPUTATION_GOOD");
    }

    @Test
    void badMailWeighsAgainstTheDaysAndNotAgainstTheFlood() throws Exception {
        long now = clock.millis();
        table.put(
                "mixed.example",
                new Counts(900, 20, now, now - Duration.ofDays(9).toMillis(), 40, 0));

        assertThat(find(by("a@mixed.example"))).isEmpty();
    }

    @Test
    void anEntryOfAnOlderVersionProvesNothingYet() throws Exception {
        table.put("old.example", new Counts(500, 0, clock.millis(), 0, 0, 0));
        clock.add(Duration.ofDays(20));
        assertThat(find(by("a@old.example"))).isEmpty();
        Instant seen = clock.instant().minus(Duration.ofDays(20));
        for (int day = 0; day < 4; day++) {
            good(5, "a@old.example");
        }

        assertThat(Instant.ofEpochMilli(counts("old.example").since())).isEqualTo(seen);
        assertThat(find(by("a@old.example"))).containsExactly("REPUTATION_GOOD");
    }

    @Test
    void afterAPartitionTheOlderAndTheSteadierStand() {
        Counts merged =
                Reputation.spec(KEPT).merge().apply(new Counts(9, 0, 700, 0, 1, 1), new Counts(3, 1, 700, 400, 3, 2));
        assertThat(merged).isEqualTo(new Counts(9, 1, 700, 400, 3, 2));
    }

    @Test
    void atAFreeMailerTheAuthorStandsForHimself() throws Exception {
        for (int day = 0; day < 4; day++) {
            good(5, "Anna@Free.example");
        }

        assertThat(find(by("anna@free.example"))).containsExactly("REPUTATION_GOOD");
        assertThat(find(by("eve@free.example"))).isEmpty();
        assertThat(counts("free.example")).isEqualTo(NOTHING);
        assertThat(counts("anna@free.example").steady()).isEqualTo(20, within(1.0));
    }

    @Test
    void atAFreeMailerABadAuthorIsBadAlone() throws Exception {
        for (int i = 0; i < 20; i++) {
            decide(by("eve@free.example"), 20, Disposition.REJECT);
        }
        tally.flush();
        table.remove("192.0.2.0/24");

        assertThat(find(by("eve@free.example"))).containsExactly("REPUTATION_BAD");
        assertThat(find(by("anna@free.example"))).isEmpty();
    }

    @Test
    void anAuthorOfAFreeMailerIsNobodyWithoutProof() throws Exception {
        for (Mail mail :
                List.of(signed("anna@free.example", "sender.example"), signed("a@b.example", "free.example"))) {
            decide(mail, 0, Disposition.ACCEPT);
        }
        tally.flush();

        assertThat(counts("anna@free.example")).isEqualTo(NOTHING);
        assertThat(counts("sender.example").ham()).isEqualTo(1);
        assertThat(counts("free.example")).isEqualTo(NOTHING);
        assertThat(counts("192.0.2.0/24").ham()).isEqualTo(2);
    }

    /** To name an author elsewhere neither hides what a domain has done nor earns it anything. */
    @Test
    void aDomainThatSignsForAFreeMailersAuthorAnswersForWhatIsBadAlone() throws Exception {
        long now = clock.millis();
        long before = now - Duration.ofDays(30).toMillis();
        table.put("evil.example", new Counts(0, 50, now, before, 0, 0));
        table.put("list.example", new Counts(500, 0, now, before, 100, 0));

        assertThat(find(signed("x@free.example", "evil.example"))).containsExactly("REPUTATION_BAD");
        assertThat(find(signed("x@free.example", "list.example"))).isEmpty();
        assertThat(find(by("a@list.example"))).containsExactly("REPUTATION_GOOD");
    }

    @Test
    void whoSendsVeryMuchMayBeGood() throws Exception {
        for (int day = 0; day < 6; day++) {
            good(2000, "a@large.example");
        }

        assertThat(find(by("a@large.example"))).containsExactly("REPUTATION_GOOD");
        assertThat(counts("large.example").total()).isLessThanOrEqualTo(1000);
    }

    @Test
    void anAddressAsLongAsALineIsAShortKey() throws Exception {
        String author = "x".repeat(400) + "@free.example";
        decide(by(author), 20, Disposition.REJECT);
        tally.flush();

        table.forEach((key, counts) -> assertThat(key.length()).isLessThan(200));
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void theNetworkOfAFreeMailerIsNoMerit() throws Exception {
        long now = clock.millis();
        long before = now - Duration.ofDays(30).toMillis();
        table.put("192.0.2.0/24", new Counts(500, 0, now, before, 100, 0));
        assertThat(find(by("eve@other.example"))).containsExactly("REPUTATION_CLIENT_GOOD");
        assertThat(find(by("eve@free.example"))).isEmpty();
        assertThat(find(Mails.data("From: eve@free.example\r\n\r\n"))).isEmpty();

        table.put("192.0.2.0/24", new Counts(0, 500, now, before, 0, 0));
        assertThat(find(by("eve@free.example"))).containsExactly("REPUTATION_CLIENT_BAD");
    }
}
