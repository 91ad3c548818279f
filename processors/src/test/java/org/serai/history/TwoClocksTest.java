package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.history.Greylist.State;
import org.serai.history.Reputation.Counts;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.mail.Phase;
import org.serai.store.MemoryTables;
import org.serai.store.Table;

/** Two nodes on one table, the clock of the second a minute behind that of the first. */
class TwoClocksTest {

    private static final Duration APART = Duration.ofMinutes(1);
    private static final InetAddress CLIENT = Network.literal("192.0.2.1");
    private static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();

    private final ManualClock ahead = new ManualClock();
    private final ManualClock behind = new ManualClock();
    private final MemoryTables tables = new MemoryTables(ahead);

    @BeforeEach
    void apart() {
        behind.add(APART.negated());
    }

    private void later(Duration time) {
        ahead.add(time);
        behind.add(time);
    }

    private Greylist greylist(ManualClock clock) {
        return new Greylist(Binder.defaults(Greylist.Options.class), tables, clock);
    }

    private static Greylist.Asked asked(Greylist node) {
        Mail mail = Mails.at(Phase.DATA);
        return node.of(mail, mail.envelope().rcptTo(), Duration.ofMinutes(5), SUFFIXES);
    }

    private static State state(Greylist node) {
        return asked(node).state().join();
    }

    @Test
    void greylistLetsThroughAMinuteSoonerOrLater() {
        Greylist one = greylist(ahead);
        Greylist other = greylist(behind);
        one.putOff(asked(one).triplets()).toCompletableFuture().join();
        assertThat(state(other)).as("before it was").isEqualTo(State.EARLY);

        later(Duration.ofMinutes(5));
        assertThat(state(other)).isEqualTo(State.EARLY);
        assertThat(state(one)).isEqualTo(State.PASSED);
        later(APART);
        assertThat(state(other)).isEqualTo(State.PASSED);

        other.letThrough(asked(other).triplets()).toCompletableFuture().join();
        later(Duration.ofDays(35));
        assertThat(state(one)).isEqualTo(State.PASSED);
        assertThat(state(other)).isEqualTo(State.PASSED);
    }

    @Test
    void noPointIsLostAndNoneIsWorthMore() {
        var options = Binder.defaults(PenaltyBox.Options.class);
        var one = new PenaltyBox(options, tables, ahead);
        var other = new PenaltyBox(options, tables, behind);
        for (int i = 0; i < 10; i++) {
            one.add(CLIENT, 3).toCompletableFuture().join();
            other.add(CLIENT, 3).toCompletableFuture().join();
        }

        Mail mail = Mails.at(Phase.CONNECT);
        // Of sixty, a minute in four hours is a sixth of a point, for each time that the clock went to and fro.
        assertThat(one.points(mail).join()).isBetween(58.0, 60.0);
        assertThat(other.points(Mails.at(Phase.CONNECT)).join()).isBetween(58.0, 60.0);
    }

    @Test
    void aWindowThatHasBegunForOneHasForBoth() {
        var options = Binder.defaults(Rates.Options.class);
        Duration time = Duration.ofMinutes(10);
        var one = new Rates(options, tables, ahead);
        var other = new Rates(options, tables, behind);
        // A new bucket has begun, by one clock.
        later(Duration.ofSeconds(30));
        for (int i = 0; i < 10; i++) {
            one.add("key", time);
            one.flush();
            other.add("key", time);
            other.flush();
        }

        assertThat(one.count("key", time).join()).isEqualTo(20);
        assertThat(other.count("key", time).join()).isEqualTo(20);
        later(time.multipliedBy(2).plus(APART));
        assertThat(one.count("key", time).join()).isZero();
        assertThat(other.count("key", time).join()).isZero();
    }

    @Test
    void reputationCountsEachMailOnce() {
        var options = Binder.defaults(Reputation.Options.class);
        Table<Counts> table = tables.table(Reputation.spec(options));
        for (int i = 0; i < 10; i++) {
            for (ManualClock clock : new ManualClock[] {ahead, behind}) {
                try (var tally = new Reputation(options, tables, clock).tally()) {
                    tally.add("a.example", Counts.good(clock.millis()));
                }
            }
        }

        Counts counts = table.get("a.example").toCompletableFuture().join().orElseThrow();
        assertThat(counts.ham()).isEqualTo(20, within(0.01));
        assertThat(counts.since()).isEqualTo(behind.millis());
    }
}
