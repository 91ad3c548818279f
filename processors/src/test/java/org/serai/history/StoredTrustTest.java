package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.history.Correspondents.Acquaintance;
import org.serai.history.Greylist.State;
import org.serai.history.Reputation.Counts;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.AddressKey;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.store.Store;
import org.serai.store.Stores;
import org.serai.store.TableSpec;
import org.serai.store.Tally;

/** What is remembered lies in a real store and is there when it opens again. */
class StoredTrustTest {

    private static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();
    private static final Greylist.Options GREYLIST = Binder.defaults(Greylist.Options.class);
    private static final Correspondents.Options CORRESPONDENTS = Binder.defaults(Correspondents.Options.class);
    private static final Reputation.Options REPUTATION = Binder.defaults(Reputation.Options.class);
    private static final AddressKey USER = new AddressKey("anna", "example.org");
    private static final AddressKey FRIEND = new AddressKey("ben", "partner.example");

    @TempDir
    private Path directory;

    private Store store;

    @BeforeEach
    void open() {
        var tables = new ArrayList<TableSpec<?>>(Correspondents.specs(CORRESPONDENTS));
        tables.add(Greylist.spec(GREYLIST));
        tables.add(Reputation.spec(REPUTATION));
        store = Stores.embedded(directory, tables);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Greylist.Asked asked(Greylist greylist, Duration delay) {
        Mail mail = Mails.at(Phase.DATA);
        return greylist.of(mail, mail.envelope().rcptTo(), delay, SUFFIXES);
    }

    private Greylist greylist() {
        return new Greylist(GREYLIST, store, Clock.systemUTC());
    }

    private Acquaintance know(AddressKey author) {
        return new Correspondents(CORRESPONDENTS, store, Clock.systemUTC())
                .know(USER, author, SUFFIXES)
                .toCompletableFuture()
                .join();
    }

    @Test
    void whoWasPutOffAndWhoPassedIsThereAgain() {
        Greylist.Asked first = asked(greylist(), Duration.ofHours(1));
        assertThat(first.state().join()).isEqualTo(State.NEW);
        greylist().putOff(first.triplets()).toCompletableFuture().join();
        close();
        open();
        assertThat(asked(greylist(), Duration.ofHours(1)).state().join()).isEqualTo(State.EARLY);
        assertThat(asked(greylist(), Duration.ZERO).state().join()).isEqualTo(State.PASSED);

        greylist().letThrough(first.triplets()).toCompletableFuture().join();
        close();
        open();
        assertThat(asked(greylist(), Duration.ofHours(1)).state().join()).isEqualTo(State.PASSED);
    }

    @Test
    void whomAUserWroteToIsThereAgain() {
        new Correspondents(CORRESPONDENTS, store, Clock.systemUTC())
                .learn(new Lesson(USER, "anna", true, List.of(FRIEND), List.of()))
                .toCompletableFuture()
                .join();
        close();
        open();

        assertThat(know(FRIEND)).isEqualTo(Acquaintance.ADDRESS);
        assertThat(know(new AddressKey("other", "partner.example"))).isEqualTo(Acquaintance.NONE);
    }

    @Test
    void whatWasCountedIsThereAgain() {
        Clock clock = Clock.systemUTC();
        try (Tally<Counts> tally = new Reputation(REPUTATION, store, clock).tally()) {
            for (int i = 0; i < 10; i++) {
                tally.add("partner.example", Counts.good(clock.millis()));
            }
        }
        close();
        open();

        Counts counts = new Reputation(REPUTATION, store, clock)
                .of(Mails.at(Phase.DATA), Optional.of("partner.example"), Optional.empty())
                .ofSender()
                .join();
        assertThat(counts.ham()).isBetween(9.99, 10.0);
        assertThat(counts.spam()).isZero();
        assertThat(counts.steady()).isBetween(4.99, 5.0);
        assertThat(counts.since()).isBetween(clock.millis() - 60_000, clock.millis());
    }
}
