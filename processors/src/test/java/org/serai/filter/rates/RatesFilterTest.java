package org.serai.filter.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.dns.Zone;
import org.serai.filter.SharedClients;
import org.serai.history.Effects;
import org.serai.history.Rates;
import org.serai.history.RatesEffect;
import org.serai.history.SameSubjects;
import org.serai.history.Traffic;
import org.serai.identity.iprev.Iprev;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.mime.MimeReader;
import org.serai.store.MemoryTables;
import org.serai.store.StoreException;

class RatesFilterTest {

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final MimeReader mime = new MimeReader(Binder.defaults(MimeReader.Limits.class));

    /** What a policy has of them: whoever asks and whoever counts. */
    private record Counted(RatesFilter filter, Effects effect, Rates rates) {

        List<String> symbols(Mail mail) throws Exception {
            filter.prepare(mail);
            return filter.check(mail).stream().map(Finding::symbol).toList();
        }

        void times(int times, Mail mail, Disposition disposition) {
            for (int i = 0; i < times; i++) {
                effect.apply(mail, disposition);
            }
        }
    }

    private static final String SHARED = "203.0.113.77";

    private final Zone zone = Mails.zone();

    private Counted with(Map<String, String> options) {
        var rates = new Rates(Binder.bind(Rates.Options.class, name -> name, options::get), tables, clock);
        var traffic = new Traffic(rates, address -> address.getHostAddress().startsWith("10."));
        var subjects = new SameSubjects(rates, mime);
        return new Counted(
                new RatesFilter(
                        new RatesFilter.Options(),
                        traffic,
                        subjects,
                        new SharedClients(
                                address -> address.getHostAddress().equals(SHARED),
                                name -> false,
                                new Iprev(mail -> zone))),
                new RatesEffect(traffic, subjects),
                rates);
    }

    private Counted limits(String limits) {
        return with(Map.of("limits", limits));
    }

    @Test
    void failuresOfAClientThatManyShareKeepNobodyOut() throws Exception {
        Counted failures = limits("failures 2/10m per client, connections 2/10m per client");
        Mail shared = Mails.connected(Mails.client(SHARED, false));
        failures.times(3, shared.at(Phase.RCPT_TO, shared.envelope(), shared.deadline()), Disposition.REJECT);
        assertThat(failures.symbols(shared)).isEmpty();
        failures.times(3, shared, Disposition.ACCEPT);
        assertThat(failures.symbols(Mails.connected(Mails.client(SHARED, false))))
                .as("its connections do")
                .containsExactly("RATES_CONNECTIONS");
    }

    @ParameterizedTest
    @CsvSource({
        "connections, CONNECT, ACCEPT, CONNECT, RATES_CONNECTIONS",
        "messages, DATA, ACCEPT, MAIL_FROM, RATES_MESSAGES",
        "messages, DATA, REJECT, DATA, RATES_MESSAGES",
        "recipients, RCPT_TO, ACCEPT, RCPT_TO, RATES_RECIPIENTS",
        "failures, RCPT_TO, REJECT, CONNECT, RATES_FAILURES",
        "failures, DATA, REJECT, MAIL_FROM, RATES_FAILURES"
    })
    void oneMoreThanTheLimitIsFound(String what, Phase happens, Disposition as, Phase asked, String symbol)
            throws Exception {
        Counted counted = limits(what + " 3/10m per client");
        counted.times(2, Mails.at(happens), as);
        assertThat(counted.symbols(Mails.at(asked))).isEmpty();
        counted.times(1, Mails.at(happens), as);

        Mail mail = Mails.at(asked);
        assertThat(counted.symbols(mail)).containsExactly(symbol);
        assertThat(counted.filter().check(mail)).allSatisfy(finding -> {
            assertThat(finding.immediate()).isTrue();
            assertThat(finding.status()).isEqualTo("7.1");
            assertThat(finding.evidence()).containsEntry("subject", "192.0.2.1/32");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "connections, CONNECT, DEFER, CONNECT",
        "messages, DATA, DEFER, MAIL_FROM",
        "recipients, RCPT_TO, REJECT, RCPT_TO",
        "failures, RCPT_TO, DEFER, CONNECT",
        "failures, CONNECT, REJECT, CONNECT"
    })
    void whatDidNotHappenIsNotCounted(String what, Phase happens, Disposition as, Phase asked) throws Exception {
        Counted counted = limits(what + " 3/10m per client");
        counted.times(10, Mails.at(happens), as);
        assertThat(counted.symbols(Mails.at(asked))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender", "domain"})
    void aSenderIsCountedWhereverHeComesFrom(String per) throws Exception {
        Counted counted = limits("messages 3/10m per " + per);
        counted.times(3, Mails.at(Phase.DATA), Disposition.ACCEPT);
        Mail elsewhere = Mails.connected(Mails.client("198.51.100.7", false));
        Mail mail = elsewhere.at(
                Phase.MAIL_FROM,
                Mails.at(Phase.MAIL_FROM).envelope().by(elsewhere.envelope().client()),
                Mails.soon());
        assertThat(counted.symbols(mail)).containsExactly("RATES_MESSAGES");
    }

    @Test
    void othersAreNotHeldToAccount() throws Exception {
        Counted counted = limits("connections 3/10m per client");
        counted.times(3, Mails.at(Phase.CONNECT), Disposition.ACCEPT);
        assertThat(counted.symbols(Mails.connected(Mails.client("192.0.2.2", false))))
                .isEmpty();
    }

    @Test
    void afterTheTimeAllIsWell() throws Exception {
        Counted counted = limits("connections 3/10m per client");
        counted.times(3, Mails.at(Phase.CONNECT), Disposition.ACCEPT);
        counted.rates().flush();
        clock.add(Duration.ofMinutes(20));
        assertThat(counted.symbols(Mails.at(Phase.CONNECT))).isEmpty();
    }

    @Test
    void clientsThatAreHiddenAreNotCounted() throws Exception {
        Counted counted = limits("connections 3/10m per client");
        Mail hidden = Mails.connected(Mails.client("10.0.0.1", false));
        counted.times(10, hidden, Disposition.ACCEPT);
        assertThat(counted.symbols(Mails.connected(Mails.client("10.0.0.1", false))))
                .isEmpty();
    }

    @Test
    void ourOwnUsersHaveLimitsOfTheirOwnByLogin() throws Exception {
        Counted counted = with(Map.of(
                "limits",
                "messages 1/10m per client",
                "own-users",
                "messages 5/1h per user, recipients 9/1h per user"));
        Client user = Mails.client("192.0.2.1", false).authenticated("Alice@example.org");
        Client sameUser = Mails.client("198.51.100.7", false).authenticated("alice@example.org");
        Client other = Mails.client("192.0.2.1", false).authenticated("bob@example.org");
        counted.times(5, Mails.at(Mails.connected(user), Mails.MESSAGE, "x@example.com"), Disposition.ACCEPT);

        assertThat(counted.symbols(asking(sameUser))).containsExactly("RATES_USER");
        assertThat(counted.symbols(asking(other))).isEmpty();
    }

    private static Mail asking(Client client) {
        Mail mail = Mails.at(Phase.MAIL_FROM);
        return Mails.connected(client).at(Phase.MAIL_FROM, mail.envelope().by(client), Mails.soon());
    }

    @ParameterizedTest
    @CsvSource({
        "Cheap watches for 99 dollars, RE: cheap  WATCHES for 45 dollars!, RATES_SUBJECT",
        "Cheap watches for you, =?utf-8?q?Cheap_watches_for_you?=, RATES_SUBJECT",
        "Cheap watches for you, Cheap clocks for you, ''",
        "Hello, Hello, ''"
    })
    void aSubjectThatManyHadIsFoundWhoeverSends(String first, String then, String expected) throws Exception {
        Counted counted = with(Map.of("limits", "", "same-subject", "5/10m"));
        counted.times(5, Mails.data("Subject: " + first + "\r\n\r\n"), Disposition.ACCEPT);

        assertThat(String.join(" ", counted.symbols(Mails.data("Subject: " + then + "\r\n\r\n"))))
                .isEqualTo(expected);
    }

    @Test
    void whatTheOperatorFavoursIsNoFlood() throws Exception {
        Counted counted = with(Map.of("same-subject", "5/10m"));
        Finding allowed = Finding.of("LISTS_ALLOW", "").judged("lists", Mode.SCORE, Weight.points(-5), "", 0);
        Mail mail = Mails.data("Subject: Our weekly newsletter\r\n\r\n").with(List.of(allowed));
        counted.times(10, mail, Disposition.ACCEPT);
        assertThat(counted.symbols(mail)).isEmpty();
        assertThat(counted.symbols(Mails.data("Subject: Our weekly newsletter\r\n\r\n")))
                .isEmpty();
    }

    @Test
    void aStoreThatDoesNotAnswerIsAFailure() {
        Counted counted = limits("connections 3/10m per client");
        tables.down(true);
        assertThatThrownBy(() -> counted.symbols(Mails.at(Phase.CONNECT))).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> counted.symbols(Mails.at(Phase.CONNECT)))
                .satisfiesAnyOf(e -> assertThat(e).isInstanceOf(StoreException.class), e -> assertThat(e)
                        .hasCauseInstanceOf(StoreException.class));
    }
}
