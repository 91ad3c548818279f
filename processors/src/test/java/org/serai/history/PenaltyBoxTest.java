package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.mail.Network;
import org.serai.mail.Phase;
import org.serai.store.MemoryTables;
import org.serai.store.Stores;
import org.serai.store.Tables;

class PenaltyBoxTest {

    private static final PenaltyBox.Options DEFAULTS = Binder.defaults(PenaltyBox.Options.class);
    private static final InetAddress CLIENT = Network.literal("192.0.2.1");

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final PenaltyBox box = new PenaltyBox(DEFAULTS, tables, clock);

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private double points(String client) {
        return points(box, client);
    }

    private static double points(PenaltyBox box, String client) {
        return done(box.points(Mails.connected(Mails.client(client, false))));
    }

    @Test
    void pointsAddUpAndFadeByHalfEachHalfLife() {
        done(box.add(CLIENT, 40));
        clock.add(Duration.ofHours(4));
        done(box.add(CLIENT, 20));
        assertThat(points("192.0.2.1")).isEqualTo(40, within(0.01));

        clock.add(Duration.ofHours(8));
        assertThat(points("192.0.2.1")).isEqualTo(10, within(0.01));
        clock.add(Duration.ofHours(24));
        assertThat(points("192.0.2.1")).isZero();
    }

    @Test
    void goodMailTakesPointsAwayAndWritesNothingWhereThereAreNone() {
        done(box.payBack(CLIENT));
        assertThat(tables.table(PenaltyBox.spec(DEFAULTS)).size()).isZero();

        done(box.add(CLIENT, 5));
        done(box.payBack(CLIENT));
        assertThat(points("192.0.2.1")).isEqualTo(2, within(0.01));
        done(box.payBack(CLIENT));
        assertThat(points("192.0.2.1")).isZero();
        assertThat(tables.table(PenaltyBox.spec(DEFAULTS)).size()).isZero();
    }

    @Test
    void tenUnknownRecipientsAreMistakesAndTheNextAreGuesses() {
        for (int i = 0; i < 10; i++) {
            done(box.unknownRecipient(CLIENT));
        }
        assertThat(points("192.0.2.1")).isEqualTo(10, within(0.01));
        done(box.unknownRecipient(CLIENT));
        assertThat(points("192.0.2.1")).isEqualTo(20, within(0.01));
    }

    @Test
    void pointsDoNotGrowForEver() {
        for (int i = 0; i < 50; i++) {
            done(box.add(CLIENT, 50));
        }
        assertThat(points("192.0.2.1")).isEqualTo(PenaltyBox.MOST);
    }

    /** Of a node whose clock is a minute behind. */
    @Test
    void aClockThatIsBehindSeesPointsAsTheyWere() {
        done(box.add(CLIENT, 40));
        clock.add(Duration.ofMinutes(-1));
        assertThat(points("192.0.2.1")).isEqualTo(40);
        done(box.add(CLIENT, 2));
        assertThat(points("192.0.2.1")).isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource({
        "32, 192.0.2.1, 192.0.2.2, 0",
        "24, 192.0.2.1, 192.0.2.200, 40",
        "32, 2001:db8::1, 2001:db8::ffff, 40",
        "32, 2001:db8::1, 2001:db8:0:1::1, 0"
    })
    void aNetworkHasPointsTogether(int prefix, String guilty, String other, double points) {
        var own = new PenaltyBox(
                Binder.bind(
                        PenaltyBox.Options.class,
                        name -> name,
                        name -> name.equals("ipv4-prefix") ? Integer.toString(prefix) : null),
                tables,
                clock);

        done(own.add(Network.literal(guilty), 40));
        assertThat(points(own, other)).isEqualTo(points);
    }

    @Test
    void aMailAsksOnceAndAgainAtMail() {
        var mail = Mails.at(Phase.CONNECT);
        assertThat(done(box.points(mail))).isZero();
        done(box.add(CLIENT, 40));
        assertThat(done(box.points(mail))).isZero();
        assertThat(done(box.points(mail.at(Phase.MAIL_FROM, mail.envelope(), mail.deadline()))))
                .isEqualTo(40);
    }

    @Test
    void whereNothingMayBeRememberedThereAreNoPoints() {
        var empty = new PenaltyBox(DEFAULTS, Tables.EMPTY, clock);
        done(empty.add(CLIENT, 40));
        assertThat(points(empty, "192.0.2.1")).isZero();
    }

    @Test
    void noPointOfManyWritersIsLostAndAllOutliveARestart(@TempDir Path directory) {
        try (var store = Stores.embedded(directory, List.of(PenaltyBox.spec(DEFAULTS)))) {
            var own = new PenaltyBox(DEFAULTS, store, clock);
            IntStream.range(0, 400).parallel().forEach(i -> done(own.add(CLIENT, 1)));
            assertThat(points(own, "192.0.2.1")).isEqualTo(400);
        }
        try (var store = Stores.embedded(directory, List.of(PenaltyBox.spec(DEFAULTS)))) {
            assertThat(points(new PenaltyBox(DEFAULTS, store, clock), "192.0.2.1"))
                    .isEqualTo(400);
        }
    }
}
