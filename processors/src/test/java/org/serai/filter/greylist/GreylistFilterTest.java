package org.serai.filter.greylist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.filter.FilterCase;
import org.serai.history.Greylist;
import org.serai.history.Greylist.Triplet;
import org.serai.history.GreylistEffect;
import org.serai.identity.DkimResult;
import org.serai.identity.IprevResult;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.SpfResult;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Verdict;
import org.serai.mail.Weight;
import org.serai.store.MemoryTables;
import org.serai.store.StoreException;
import org.serai.store.Table;
import org.serai.store.Tables;

/** The filter, and the effect that follows from what it finds, over several attempts. */
class GreylistFilterTest {

    private static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();
    private static final Greylist.Options KEPT = Binder.defaults(Greylist.Options.class);
    private static final Duration DELAY = Duration.ofMinutes(5);

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final Greylist greylist = new Greylist(KEPT, tables, clock);
    private final GreylistEffect effect = new GreylistEffect(greylist);
    private final Table<Triplet> table = tables.table(Greylist.spec(KEPT));

    private final GreylistFilter suspicious = filter(GreylistFilter.Scope.SUSPICIOUS, greylist);
    private final GreylistFilter all = filter(GreylistFilter.Scope.ALL, greylist);

    private static GreylistFilter filter(GreylistFilter.Scope scope, Greylist greylist) {
        List<String> passedBy = Binder.defaults(GreylistFilter.Options.class).passedBy();
        return new GreylistFilter(
                new GreylistFilter.Options(scope, DELAY, passedBy),
                greylist,
                SUFFIXES,
                mail -> mail.envelope().via() != null);
    }

    private List<String> find(GreylistFilter filter, Mail mail) throws Exception {
        return FilterCase.symbols(filter.check(mail));
    }

    /** A mail that is put off when it is not let through, as a suspicious one is. */
    private String attempt(GreylistFilter filter, Mail mail) throws Exception {
        List<Finding> found = filter.check(mail);
        if (found.isEmpty()) {
            return "nothing";
        }
        String symbol = found.get(0).symbol();
        Disposition disposition = symbol.equals("GREYLIST_PASSED") ? Disposition.ACCEPT : Disposition.DEFER;
        apply(mail.with(found), disposition);
        return symbol;
    }

    private void apply(Mail mail, Disposition disposition) {
        var verdict = new Verdict(5, disposition, Greylist.REASON, "7.1");
        effect.apply(mail.judged(verdict), disposition).toCompletableFuture().join();
    }

    private static Mail mail(String client, String from, String... recipients) {
        Mail connected = Mails.connected(Mails.client(client, false));
        Envelope envelope =
                connected.envelope().greeted("mx.sender.example", true).from(Mails.path(from), MailParameters.NONE);
        return Mails.at(connected.at(Phase.MAIL_FROM, envelope, Mails.soon()), Mails.MESSAGE, recipients);
    }

    private static Mail mail() {
        return mail("192.0.2.1", "a@sender.example", "b@example.org");
    }

    private static Mail asking(String from) {
        Mail mail = mail("192.0.2.1", from);
        return mail.at(Phase.RCPT_TO, mail.envelope().asking(Mails.path("b@example.org")), Mails.soon());
    }

    private List<String> keys() {
        var keys = new ArrayList<String>();
        table.forEach((key, triplet) -> keys.add(key));
        return keys;
    }

    @Test
    void whoIsNewComesAgainAndPasses() throws Exception {
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_NEW");
        clock.add(DELAY.minusSeconds(1));
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_EARLY");
        clock.add(Duration.ofSeconds(1));
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_PASSED");
        assertThat(keys()).containsExactly("192.0.2.0/24 a@sender.example b@example.org");
    }

    @Test
    void whatPassedOncePassesForThirtySixDaysFromItsLastMail() throws Exception {
        attempt(suspicious, mail());
        clock.add(DELAY);
        attempt(suspicious, mail());
        clock.add(Duration.ofDays(35));
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_PASSED");
        clock.add(Duration.ofDays(35));
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_PASSED");
        clock.add(Duration.ofDays(36));
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_NEW");
    }

    @Test
    void aPassIsWrittenOnceADay() throws Exception {
        attempt(suspicious, mail());
        clock.add(DELAY);
        attempt(suspicious, mail());
        Triplet first = triplet();
        clock.add(Duration.ofHours(23));
        attempt(suspicious, mail());
        assertThat(triplet()).isSameAs(first);
        clock.add(Duration.ofHours(1));
        attempt(suspicious, mail());
        assertThat(triplet().passed()).isEqualTo(clock.millis());
        assertThat(triplet().first()).isEqualTo(first.first());
    }

    private Triplet triplet() {
        return table.get(keys().get(0)).toCompletableFuture().join().orElseThrow();
    }

    @Test
    void whoComesTooLateIsNewAgain() throws Exception {
        attempt(suspicious, mail());
        clock.add(KEPT.window());
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_NEW");
    }

    @Test
    void mailThatIsNotPutOffForItWritesNothing() throws Exception {
        Mail mail = mail();
        List<Finding> found = suspicious.check(mail);
        apply(mail.with(found), Disposition.ACCEPT);
        apply(mail.with(found), Disposition.REJECT);
        effect.apply(
                        mail.with(found).judged(new Verdict(0, Disposition.DEFER, "clamd is down", "3.0")),
                        Disposition.DEFER)
                .toCompletableFuture()
                .join();
        effect.apply(mail.judged(new Verdict(0, Disposition.ACCEPT, "", "0.0")), Disposition.DEFER)
                .toCompletableFuture()
                .join();

        assertThat(keys()).isEmpty();
    }

    @Test
    void aMailThatCameAgainAndIsRefusedDoesNotPass() throws Exception {
        attempt(suspicious, mail());
        clock.add(DELAY);
        Mail mail = mail();
        apply(mail.with(suspicious.check(mail)), Disposition.QUARANTINE);

        assertThat(triplet().passed()).isZero();
    }

    @Test
    void anotherMachineOfTheNetworkMayComeAgain() throws Exception {
        attempt(suspicious, mail("192.0.2.1", "a@sender.example", "b@example.org"));
        attempt(suspicious, mail("2001:db8:1:2::1", "a@sender.example", "b@example.org"));
        clock.add(DELAY);

        assertThat(attempt(suspicious, mail("192.0.2.99", "a@sender.example", "b@example.org")))
                .isEqualTo("GREYLIST_PASSED");
        assertThat(attempt(suspicious, mail("2001:db8:1:2:3::1", "a@sender.example", "b@example.org")))
                .isEqualTo("GREYLIST_PASSED");
        assertThat(attempt(suspicious, mail("192.0.3.1", "a@sender.example", "b@example.org")))
                .isEqualTo("GREYLIST_NEW");
        assertThat(attempt(suspicious, mail("192.0.2.1", "other@sender.example", "b@example.org")))
                .isEqualTo("GREYLIST_NEW");
    }

    @Test
    void aProvedDomainMayComeAgainFromAnywhere() throws Exception {
        attempt(suspicious, signed(mail("192.0.2.1", "bounce-1@esp.example", "b@example.org")));
        clock.add(DELAY);

        assertThat(attempt(suspicious, signed(mail("198.51.100.1", "bounce-2@esp.example", "b@example.org"))))
                .isEqualTo("GREYLIST_PASSED");
        assertThat(keys()).containsExactly("shop.example bounce-#@esp.example b@example.org");
    }

    private static Mail signed(Mail mail) {
        mail.ask(
                new DkimResult.Question(),
                () -> CompletableFuture.completedFuture(List.of(
                        signature(DkimResult.Result.FAIL, "broken.example", true),
                        signature(DkimResult.Result.PASS, "partial.example", false),
                        signature(DkimResult.Result.PASS, "mail.shop.example", true))));
        return mail;
    }

    private static DkimResult signature(DkimResult.Result result, String domain, boolean wholeBody) {
        return new DkimResult(result, domain, "s", "@" + domain, "rsa-sha256", 2048, wholeBody, false, "");
    }

    @Test
    void whereSpfPassesItsDomainIsTheClient() throws Exception {
        Mail mail = asking("a@news.sender.example");
        mail.ask(
                new SpfResult.Question(
                        mail.envelope().client().address(), "", SpfResult.Identity.MAILFROM, "a@news.sender.example"),
                () -> CompletableFuture.completedFuture(new SpfResult(
                        SpfResult.Result.PASS, SpfResult.Identity.MAILFROM, "news.sender.example", "", "", List.of())));

        assertThat(attempt(all, mail)).isEqualTo("GREYLIST_UNKNOWN");
        assertThat(keys()).containsExactly("sender.example a@news.sender.example b@example.org");
    }

    @Test
    void aConfirmedNameStandsForTheNetwork() throws Exception {
        Mail mail = mail();
        mail.ask(
                new IprevResult.Question(mail.envelope().client().address()),
                () -> CompletableFuture.completedFuture(new IprevResult(
                        IprevResult.Result.PASS,
                        List.of("mx7.out.sender.example"),
                        "mx7.out.sender.example",
                        "",
                        List.of())));

        attempt(suspicious, mail);
        assertThat(keys()).containsExactly("sender.example a@sender.example b@example.org");
    }

    @Test
    void ofManyRecipientsOneThatPassedPassesAll() throws Exception {
        attempt(suspicious, mail("192.0.2.1", "a@sender.example", "b@example.org"));
        clock.add(DELAY);

        assertThat(attempt(suspicious, mail("192.0.2.1", "a@sender.example", "c@example.org", "b@example.org")))
                .isEqualTo("GREYLIST_PASSED");
        assertThat(attempt(suspicious, mail("192.0.2.1", "a@sender.example", "c@example.org")))
                .isEqualTo("GREYLIST_PASSED");
    }

    @Test
    void noMoreThanTwentyRecipientsAreWritten() throws Exception {
        String[] many = IntStream.range(0, 1000)
                .mapToObj(i -> "user" + i + "@example.org")
                .toArray(String[]::new);
        attempt(suspicious, mail("192.0.2.1", "a@sender.example", many));

        assertThat(keys()).hasSize(20);
    }

    @Test
    void keysAreBoundedHoweverLongTheAddressesAre() throws Exception {
        attempt(suspicious, mail("192.0.2.1", "x".repeat(1900) + "@sender.example", "y".repeat(900) + "@example.org"));

        assertThat(keys()).singleElement().satisfies(key -> assertThat(key).hasSizeLessThan(300));
    }

    @Test
    void aClockThatIsBehindWaitsAndDoesNoHarm() throws Exception {
        attempt(suspicious, mail());
        clock.add(Duration.ofMinutes(-1));
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_EARLY");
        clock.add(DELAY.plusMinutes(1));
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_PASSED");
        clock.add(Duration.ofMinutes(-1));
        assertThat(attempt(suspicious, mail())).isEqualTo("GREYLIST_PASSED");
    }

    @Test
    void whereTheStoreDoesNotAnswerTheFilterFails() {
        tables.down(true);

        assertThatThrownBy(() -> suspicious.check(mail())).isInstanceOf(StoreException.class);
    }

    @Test
    void aDelayBeyondTheWindowIsRefused() {
        var options = new GreylistFilter.Options(GreylistFilter.Scope.ALL, KEPT.window(), List.of());

        assertThatThrownBy(() -> new GreylistFilter(options, greylist, SUFFIXES, mail -> false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("filter.greylist.window");
    }

    @Test
    void ofAMailThatIsExplainedNobodyIsNew() throws Exception {
        var explained = new Greylist(KEPT, Tables.EMPTY, clock);

        assertThat(find(filter(GreylistFilter.Scope.SUSPICIOUS, explained), mail()))
                .isEmpty();
    }

    @Test
    void allMailIsPutOffAtRcptAndNotAgainAfterData() throws Exception {
        assertThat(attempt(all, asking("a@sender.example"))).isEqualTo("GREYLIST_UNKNOWN");
        assertThat(attempt(all, asking("a@sender.example"))).isEqualTo("GREYLIST_UNKNOWN");
        assertThat(attempt(all, mail())).isEqualTo("nothing");
        clock.add(DELAY);
        assertThat(attempt(all, asking("a@sender.example"))).isEqualTo("GREYLIST_PASSED");
        assertThat(attempt(suspicious, asking("a@sender.example"))).isEqualTo("nothing");
    }

    @Test
    void theNullReversePathWaitsForData() throws Exception {
        assertThat(attempt(all, asking(""))).isEqualTo("nothing");
        assertThat(attempt(all, mail("192.0.2.1", "", "b@example.org"))).isEqualTo("GREYLIST_UNKNOWN");
        clock.add(DELAY);
        assertThat(attempt(all, mail("192.0.2.1", "", "b@example.org"))).isEqualTo("GREYLIST_PASSED");
    }

    @Test
    void ownUsersAndRelaysOfOursAreNotPutOff() throws Exception {
        Mail own = Mails.at(Mails.connected(Mails.client("192.0.2.1", true)), Mails.MESSAGE, "b@example.org");
        Mail relayed = mail();
        relayed = relayed.received(
                relayed.content(),
                relayed.envelope().behind(Mails.client("203.0.113.1", false), "mx.behind.example"),
                Mails.soon());

        assertThat(find(suspicious, own)).isEmpty();
        assertThat(find(suspicious, relayed)).isEmpty();
    }

    private static Finding found(String symbol, Mode mode, String recipient) {
        return Finding.of(symbol, "A reason").judged("lists", mode, Weight.points(-1), recipient, 0);
    }

    @Test
    void whomOthersVouchForIsNotPutOff() throws Exception {
        assertThat(find(suspicious, mail().with(List.of(found("DNSWL_MEDIUM", Mode.SCORE, "")))))
                .isEmpty();
        assertThat(find(suspicious, mail().with(List.of(found("DNSWL_MEDIUM", Mode.MONITOR, "")))))
                .containsExactly("GREYLIST_NEW");
        assertThat(find(suspicious, mail().with(List.of(found("LISTS_ALLOW", Mode.SCORE, "b@example.org")))))
                .as("for one recipient")
                .containsExactly("GREYLIST_NEW");
        assertThat(find(
                        all,
                        asking("a@sender.example").with(List.of(found("LISTS_ALLOW", Mode.SCORE, "b@example.org")))))
                .isEmpty();
        assertThat(find(
                        all,
                        asking("a@sender.example").with(List.of(found("LISTS_ALLOW", Mode.SCORE, "c@example.org")))))
                .containsExactly("GREYLIST_UNKNOWN");
    }
}
