package org.serai.filter.correspondents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.filter.DomainSet;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.history.Correspondents;
import org.serai.history.Correspondents.Correspondent;
import org.serai.history.CorrespondentsEffect;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.SpfResult;
import org.serai.mail.AddressKey;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Mode;
import org.serai.mail.Network;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.mime.MimeReader;
import org.serai.store.MemoryTables;
import org.serai.store.StoreException;
import org.serai.store.Table;
import org.serai.store.TableSpec;

/** The filter on both ways, and the effect between them. */
class CorrespondentsFilterTest {

    private static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();
    private static final String USER = "anna@example.org";
    private static final String FRIEND = "Ben@mail.partner.example";
    private static final CorrespondentsFilter.Options DEFAULTS = Binder.defaults(CorrespondentsFilter.Options.class);

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final MimeReader mime = new MimeReader(Binder.defaults(MimeReader.Limits.class));

    private static Correspondents.Options kept(boolean shared, boolean domains, int perDay) {
        return new Correspondents.Options(
                Duration.ofDays(365), shared, domains, perDay, 7, List.of(), Duration.ofDays(1), 1000);
    }

    private final Correspondents plain = new Correspondents(kept(false, false, 5), tables, clock);
    private final Correspondents wide = new Correspondents(kept(true, true, 200), tables, clock);

    private CorrespondentsFilter filter(CorrespondentsFilter.Options options, Correspondents asked) {
        return new CorrespondentsFilter(
                options,
                asked,
                mime,
                FilterCases.localDomains(),
                new DomainSet.Builder().add("free.example").build(),
                SUFFIXES);
    }

    private final CorrespondentsFilter filter = filter(DEFAULTS, plain);

    private static Mail from(boolean own, String sender, String fields, String... recipients) {
        Client client = Mails.client("192.0.2.1", own);
        return by(own ? client.authenticated(sender.isEmpty() ? "anna" : sender) : client, sender, fields, recipients);
    }

    private static Mail by(Client client, String sender, String fields, String... recipients) {
        Mail connected = Mails.connected(client);
        Envelope envelope =
                connected.envelope().greeted("x.example", true).from(Mails.path(sender), MailParameters.NONE);
        return Mails.at(
                connected.at(Phase.MAIL_FROM, envelope, Mails.soon()),
                fields + "Subject: Hello\r\n\r\ntext\r\n",
                recipients);
    }

    private static Mail outbound(String fields, String... recipients) {
        return from(true, USER, "From: " + USER + "\r\n" + fields, recipients);
    }

    private Mail inbound(String author, boolean proved, String... recipients) {
        Mail mail = from(false, "bounce@partner.example", "From: B <" + author + ">\r\n", recipients);
        mail.ask(
                new DmarcResult.Question(),
                () -> CompletableFuture.completedFuture(new DmarcResult(
                        proved ? DmarcResult.Result.PASS : DmarcResult.Result.FAIL,
                        "partner.example",
                        "partner.example",
                        "partner.example",
                        DmarcResult.Policy.NONE,
                        false,
                        proved,
                        "")));
        return mail;
    }

    private List<String> find(Mail mail) throws Exception {
        return FilterCase.symbols(filter.check(mail));
    }

    private List<String> findWide(Mail mail) throws Exception {
        return FilterCase.symbols(filter(DEFAULTS, wide).check(mail));
    }

    /** Sends mail of ours. */
    private List<String> write(Correspondents how, Mail mail) throws Exception {
        List<String> found = find(mail);
        new CorrespondentsEffect(how)
                .apply(mail, Disposition.ACCEPT)
                .toCompletableFuture()
                .join();
        return found;
    }

    private List<String> keys() {
        var keys = new ArrayList<String>();
        Table<Correspondent> table = tables.table(spec());
        table.forEach((key, value) -> keys.add(key));
        return keys.stream().sorted().toList();
    }

    @SuppressWarnings("unchecked")
    private static TableSpec<Correspondent> spec() {
        return (TableSpec<Correspondent>)
                Correspondents.specs(kept(false, false, 5)).get(0);
    }

    @Test
    void whomAUserWroteToIsKnownWhenHeAnswers() throws Exception {
        assertThat(find(inbound(FRIEND, true, USER))).isEmpty();
        assertThat(write(plain, outbound("", FRIEND, "colleague@example.org")))
                .containsExactly("CORRESPONDENTS_WRITTEN");

        assertThat(keys()).containsExactly("anna@example.org ben@mail.partner.example");
        assertThat(find(inbound(FRIEND, true, USER))).containsExactly("CORRESPONDENTS_KNOWN");
        assertThat(find(inbound("ben@MAIL.partner.example", true, "Anna@example.org")))
                .containsExactly("CORRESPONDENTS_KNOWN");
        assertThat(find(inbound("other@mail.partner.example", true, USER))).isEmpty();
        assertThat(find(inbound(FRIEND, true, "colleague@example.org"))).isEmpty();
    }

    @Test
    void trustLastsForAYearFromTheLastMail() throws Exception {
        write(plain, outbound("", FRIEND));
        clock.add(Duration.ofDays(300));
        write(plain, outbound("", FRIEND));
        clock.add(Duration.ofDays(300));
        assertThat(find(inbound(FRIEND, true, USER))).containsExactly("CORRESPONDENTS_KNOWN");
        clock.add(Duration.ofDays(65));
        assertThat(find(inbound(FRIEND, true, USER))).isEmpty();
    }

    @Test
    void whoOnlySaysThatHeIsTheFriendIsAStranger() throws Exception {
        write(plain, outbound("", FRIEND));

        assertThat(find(inbound(FRIEND, false, USER))).isEmpty();
        assertThat(find(inbound(FRIEND + ">, <x@evil.example", true, USER))).isEmpty();
        assertThat(find(from(false, FRIEND, "From: " + FRIEND + "\r\n", USER)))
                .as("nobody has asked DMARC")
                .isEmpty();
        var lax = new CorrespondentsFilter.Options(false, DEFAULTS.notWith(), DEFAULTS.never(), 50, List.of());
        assertThat(FilterCase.symbols(filter(lax, plain).check(inbound(FRIEND, false, USER))))
                .containsExactly("CORRESPONDENTS_KNOWN");
    }

    @Test
    void allRecipientsMustKnowTheAuthor() throws Exception {
        write(plain, outbound("", FRIEND));
        assertThat(find(inbound(FRIEND, true, USER, "carl@example.org"))).isEmpty();

        write(plain, from(true, "carl@example.org", "From: carl@example.org\r\n", FRIEND));
        assertThat(find(inbound(FRIEND, true, USER, "carl@example.org"))).containsExactly("CORRESPONDENTS_KNOWN");
    }

    @Test
    void byPropertyDomainsAndOthersAreKnown() throws Exception {
        write(wide, outbound("", FRIEND, "x@free.example"));

        assertThat(keys())
                .containsExactly(
                        "* @partner.example",
                        "* ben@mail.partner.example",
                        "* x@free.example",
                        "anna@example.org @partner.example",
                        "anna@example.org ben@mail.partner.example",
                        "anna@example.org x@free.example");
        assertThat(findWide(inbound("other@partner.example", true, USER))).containsExactly("CORRESPONDENTS_DOMAIN");
        assertThat(findWide(inbound("other@partner.example", true, "carl@example.org")))
                .containsExactly("CORRESPONDENTS_SHARED");
        assertThat(findWide(inbound(FRIEND, true, USER, "carl@example.org"))).containsExactly("CORRESPONDENTS_SHARED");
        assertThat(findWide(inbound("y@free.example", true, USER))).isEmpty();

        assertThat(find(inbound("other@partner.example", true, USER)))
                .as("entries of options that are off")
                .isEmpty();
        assertThat(find(inbound(FRIEND, true, "carl@example.org"))).isEmpty();
    }

    @Test
    void anEmptyLocalPartIsNobody() throws Exception {
        assertThat(write(plain, outbound("", "\"\"@free.example"))).isEmpty();
        assertThat(write(plain, outbound("", "\"\"@free.example", FRIEND))).containsExactly("CORRESPONDENTS_WRITTEN");
        assertThat(keys()).containsExactly("anna@example.org ben@mail.partner.example");

        write(wide, outbound("", FRIEND));
        assertThat(findWide(inbound("\"\"@partner.example", true, USER))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "auto-submitted: (x) Auto-Generated; type=x",
                "Precedence: bulk",
                "Precedence: List",
                "List-Id: <l.example.org>"
            })
    void whatAProgramSendsTeachesNothing(String field) throws Exception {
        assertThat(write(plain, outbound(field + "\r\n", FRIEND))).isEmpty();
        assertThat(keys()).isEmpty();
    }

    @Test
    void whatAPersonSendsTeaches() throws Exception {
        assertThat(write(plain, outbound("Auto-Submitted: no\r\nPrecedence: first-class\r\n", FRIEND)))
                .containsExactly("CORRESPONDENTS_WRITTEN");
    }

    @Test
    void noticesForeignersAndMassMailTeachNothing() throws Exception {
        String[] many = IntStream.rangeClosed(0, 50)
                .mapToObj(i -> "u" + i + "@partner.example")
                .toArray(String[]::new);

        assertThat(write(plain, from(true, "", "From: " + USER + "\r\n", FRIEND)))
                .isEmpty();
        assertThat(write(plain, from(true, "x@elsewhere.example", "", FRIEND))).isEmpty();
        assertThat(write(plain, outbound("", many))).isEmpty();
        assertThat(write(plain, outbound("", "colleague@example.org"))).isEmpty();
        assertThat(keys()).isEmpty();
    }

    @Test
    void mailThatIsNotOnItsWayTeachesNothing() throws Exception {
        var effect = new CorrespondentsEffect(plain);
        for (var disposition : List.of(
                Disposition.TAG, Disposition.QUARANTINE, Disposition.DEFER, Disposition.REJECT, Disposition.DISCARD)) {
            Mail mail = outbound("", FRIEND);
            find(mail);
            effect.apply(mail, disposition).toCompletableFuture().join();
        }

        assertThat(keys()).isEmpty();
    }

    @Test
    void aUserWhoWritesToManyLearnsNoMoreThatDay() throws Exception {
        write(plain, outbound("", "a@x.example", "b@x.example", "c@x.example"));
        write(plain, outbound("", "a@x.example", "b@x.example"));
        write(plain, outbound("", "d@x.example", "e@x.example"));
        assertThat(keys()).hasSize(5);

        write(plain, outbound("", "f@x.example"));
        assertThat(keys()).hasSize(5);
        write(plain, outbound("", "a@x.example"));
        write(plain, from(true, "carl@example.org", "", "f@x.example"));
        assertThat(keys()).hasSize(6).contains("carl@example.org f@x.example");
        clock.add(Duration.ofDays(1));
        write(plain, outbound("", "f@x.example"));
        assertThat(keys()).hasSize(7);
    }

    @Test
    void whatStandsInTrustedNetworksTeachesOnlyByProperty() throws Exception {
        Mail form = by(Mails.client("192.0.2.1", true), USER, "", FRIEND);
        assertThat(write(plain, form)).isEmpty();

        var named = new CorrespondentsFilter.Options(
                true, DEFAULTS.notWith(), DEFAULTS.never(), 50, List.of(Network.parse("192.0.2.0/24")));
        assertThat(FilterCase.symbols(filter(named, plain).check(form))).containsExactly("CORRESPONDENTS_WRITTEN");
        Mail elsewhere = by(Mails.client("198.51.100.1", true), USER, "", FRIEND);
        assertThat(FilterCase.symbols(filter(named, plain).check(elsewhere))).isEmpty();
    }

    @Test
    void reversePathsThatChangeDoNotEvadeTheQuota() throws Exception {
        Client login = Mails.client("192.0.2.1", true).authenticated("anna");
        for (int i = 0; i < 9; i++) {
            write(plain, by(login, "u" + i + "@example.org", "", "x" + i + "@x.example"));
        }
        assertThat(keys()).as("per-day").hasSize(5);

        var named = new CorrespondentsFilter.Options(
                true, DEFAULTS.notWith(), DEFAULTS.never(), 50, List.of(Network.parse("192.0.2.1")));
        for (int i = 0; i < 9; i++) {
            Mail mail = by(Mails.client("192.0.2.1", true), "v" + i + "@example.org", "", "y" + i + "@x.example");
            filter(named, plain).check(mail);
            new CorrespondentsEffect(plain)
                    .apply(mail, Disposition.ACCEPT)
                    .toCompletableFuture()
                    .join();
        }
        assertThat(keys()).as("and per-client").hasSize(5 + 7);
    }

    private static Finding found(String filter, String symbol, double points, Mode mode) {
        return Finding.of(symbol, "A reason").judged(filter, mode, Weight.points(points), "", 0);
    }

    @Test
    void nobodyIsTrustedWithWhatMayHarm() throws Exception {
        write(plain, outbound("", FRIEND));
        Mail mail = inbound(FRIEND, true, USER);

        assertThat(find(mail.with(List.of(found("clamav", "CLAMAV_PHISHING", 7, Mode.SCORE)))))
                .containsExactly("CORRESPONDENTS_WITHHELD");
        assertThat(find(mail.with(List.of(found("attachment", "ATTACHMENT_MACRO", 4, Mode.SCORE)))))
                .containsExactly("CORRESPONDENTS_WITHHELD");
        assertThat(find(mail.with(List.of(found("attachment", "ATTACHMENT_SHELL_SCRIPT", 0, Mode.SCORE)))))
                .containsExactly("CORRESPONDENTS_KNOWN");
        assertThat(find(mail.with(List.of(found("clamav", "CLAMAV_PHISHING", 7, Mode.MONITOR)))))
                .containsExactly("CORRESPONDENTS_KNOWN");
        assertThat(find(mail.with(List.of(found("uribl", "URIBL_LISTED", 4, Mode.SCORE)))))
                .containsExactly("CORRESPONDENTS_KNOWN");
    }

    @Test
    void theRedListKeepsMailOutOnBothWays() throws Exception {
        Finding red = found("lists", "LISTS_RED", 0, Mode.SCORE);
        assertThat(find(outbound("", FRIEND).with(List.of(red)))).isEmpty();
        write(plain, outbound("", FRIEND));

        assertThat(find(inbound(FRIEND, true, USER).with(List.of(red)))).isEmpty();
    }

    @Test
    void atRcptSpfProvesTheSender() throws Exception {
        write(plain, outbound("", FRIEND));
        Mail mail = asking(SpfResult.Result.PASS);
        assertThat(find(mail)).containsExactly("CORRESPONDENTS_SENDER");
        assertThat(find(asking(SpfResult.Result.NEUTRAL))).isEmpty();
    }

    private static Mail asking(SpfResult.Result result) {
        Mail mail = from(false, FRIEND, "", USER);
        mail.ask(
                new SpfResult.Question(mail.envelope().client().address(), "x", SpfResult.Identity.MAILFROM, FRIEND),
                () -> CompletableFuture.completedFuture(
                        new SpfResult(result, SpfResult.Identity.MAILFROM, "partner.example", "", "", List.of())));
        return mail.at(Phase.RCPT_TO, mail.envelope().asking(Mails.path(USER)), Mails.soon());
    }

    @Test
    void aUserMayTakeTrustBack() throws Exception {
        write(wide, outbound("", FRIEND));
        write(plain, from(true, "carl@example.org", "", FRIEND));
        int forgotten = wide.forget(
                        AddressKey.of(Mails.path(USER)),
                        List.of(AddressKey.of(Mails.path(FRIEND)), AddressKey.of(Mails.path("who@else.example"))),
                        SUFFIXES)
                .join();

        assertThat(forgotten).isEqualTo(1);
        assertThat(keys()).containsExactly("carl@example.org ben@mail.partner.example");
        assertThat(find(inbound(FRIEND, true, USER))).isEmpty();
    }

    @Test
    void longAddressesAreBounded() throws Exception {
        String longOne = "x".repeat(1900) + "@partner.example";
        write(plain, outbound("", longOne));

        assertThat(keys()).singleElement().satisfies(key -> assertThat(key).hasSizeLessThan(300));
        assertThat(find(inbound(longOne, true, USER))).containsExactly("CORRESPONDENTS_KNOWN");
    }

    @Test
    void whereTheStoreDoesNotAnswerTheFilterFails() {
        tables.down(true);

        assertThatThrownBy(() -> filter.check(inbound(FRIEND, true, USER))).isInstanceOf(StoreException.class);
    }
}
