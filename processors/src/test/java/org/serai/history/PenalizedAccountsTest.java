package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.history.Correspondents.Acquaintance;
import org.serai.history.PenalizedAccounts.PenalizedAccount;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.AddressKey;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.store.MemoryTables;

/** Own users who went beyond their limits, and what they teach later. */
class PenalizedAccountsTest {

    private static final Correspondents.Options OPTIONS = Binder.defaults(Correspondents.Options.class);
    private static final Client ANNA = Mails.client("192.0.2.1", true).authenticated("anna");
    private static final Client FORM = Mails.client("192.0.2.1", true);
    private static final AddressKey USER = new AddressKey("anna", "example.org");
    private static final AddressKey OTHER = new AddressKey("carl", "example.org");

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final Correspondents correspondents = new Correspondents(OPTIONS, tables, clock);
    private int friends;

    private static Mail by(Client client, AddressKey sender) {
        Envelope greeted = Mails.connected(client).envelope().greeted("x.example", true);
        return Mails.connected(client)
                .at(Phase.MAIL_FROM, greeted.from(Mails.path(sender.toString()), MailParameters.NONE), Mails.soon());
    }

    private void decided(Mail mail, Disposition disposition) {
        new CorrespondentsEffect(correspondents)
                .apply(mail, disposition)
                .toCompletableFuture()
                .join();
    }

    private void find(String symbol, Mode mode, Mail mail) {
        Finding found = Finding.of(symbol, "A reason").judged("some", mode, Weight.points(0), "", 0);
        decided(mail.with(List.of(found)), Disposition.DEFER);
    }

    /** Whether a mail that is on its way makes its recipient known. */
    private boolean teaches(Client client, AddressKey user) {
        var friend = new AddressKey("ben" + ++friends, "partner.example");
        boolean login = !client.login().isEmpty();
        Mail mail = by(client, user);
        new Lesson(user, login ? client.login() : client.ip(), login, List.of(friend), List.of()).of(mail);
        decided(mail, Disposition.ACCEPT);
        return correspondents
                        .know(user, friend, PublicSuffixes.bundled())
                        .toCompletableFuture()
                        .join()
                == Acquaintance.ADDRESS;
    }

    private List<String> entries() {
        var entries = new ArrayList<String>();
        tables.table(PenalizedAccounts.spec(OPTIONS))
                .forEach((account, found) -> entries.add(account + " " + found.symbol()));
        return entries;
    }

    @Test
    void whoWentBeyondHisLimitTeachesNothingForADayFromTheLastTime() {
        find("RATES_USER", Mode.SCORE, by(ANNA, USER));
        assertThat(teaches(ANNA, USER)).isFalse();
        assertThat(entries()).containsExactly("login anna RATES_USER");

        clock.add(Duration.ofHours(23));
        assertThat(teaches(FORM.authenticated("Anna"), OTHER))
                .as("whatever the sender")
                .isFalse();
        find("CLAMAV_VIRUS", Mode.SCORE, by(ANNA, USER));
        clock.add(Duration.ofHours(23));
        assertThat(teaches(ANNA, USER)).as("found again").isFalse();
        clock.add(Duration.ofHours(1));
        assertThat(teaches(ANNA, USER)).isTrue();
    }

    @Test
    void aFloodIsOneWrite() {
        find("RATES_USER", Mode.SCORE, by(ANNA, USER));
        PenalizedAccount first = entry();
        clock.add(Duration.ofMinutes(59));
        find("RATES_USER", Mode.SCORE, by(ANNA, USER));
        assertThat(entry()).isSameAs(first);
        clock.add(Duration.ofMinutes(1));
        find("RATES_USER", Mode.SCORE, by(ANNA, USER));
        assertThat(entry().last()).isEqualTo(clock.millis());
    }

    private PenalizedAccount entry() {
        return tables.table(PenalizedAccounts.spec(OPTIONS))
                .get("login anna")
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    @Test
    void nobodyElseIsPenalized() {
        find("RATES_USER", Mode.MONITOR, by(ANNA, USER));
        find("ATTACHMENT_EXECUTABLE", Mode.SCORE, by(ANNA, USER));
        find("RATES_USER", Mode.SCORE, by(Mails.client("192.0.2.1", false), USER));
        find("RATES_USER", Mode.SCORE, Mails.connected(FORM));
        assertThat(entries()).isEmpty();

        find("RATES_USER", Mode.SCORE, by(ANNA, USER));
        assertThat(teaches(FORM.authenticated("carl"), OTHER)).isTrue();
    }

    @Test
    void whoDoesNotLogInPenalizesThatReversePathAndNoLogin() {
        find("RATES_USER", Mode.SCORE, by(FORM, USER));

        assertThat(entries()).containsExactly("sender anna@example.org RATES_USER");
        assertThat(teaches(FORM, USER)).isFalse();
        assertThat(teaches(FORM, OTHER)).isTrue();
        assertThat(teaches(FORM.authenticated("anna@example.org"), USER))
                .as("a form may use his name")
                .isTrue();
    }
}
