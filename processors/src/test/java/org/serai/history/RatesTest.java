package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.store.MemoryTables;
import org.serai.store.Stores;

class RatesTest {

    private static final Duration TIME = Duration.ofMinutes(10);
    private static final Rates.Options DEFAULTS = Binder.defaults(Rates.Options.class);

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final Rates rates = new Rates(DEFAULTS, tables, clock);

    private static double count(Rates rates) {
        return rates.count("key", TIME).join();
    }

    @Test
    void whatIsCountedHereCountsHereAtOnceAndElsewhereWhenItIsWritten() {
        var other = new Rates(DEFAULTS, tables, clock);
        rates.add("key", TIME);
        rates.add("key", TIME);
        assertThat(count(rates)).isEqualTo(2);
        assertThat(count(other)).isZero();

        rates.flush();
        assertThat(count(other)).isEqualTo(2);
        other.add("key", TIME);
        other.flush();
        assertThat(count(rates)).isEqualTo(3);
        assertThat(count(other)).isEqualTo(3);
    }

    @Test
    void itStaysTheSameHoweverOftenItIsWritten() {
        rates.add("key", TIME);
        for (int i = 0; i < 5; i++) {
            rates.flush();
            assertThat(count(rates)).isOne();
        }
        rates.add("key", TIME);
        assertThat(count(rates)).isEqualTo(2);
    }

    @Test
    void aStoreThatDoesNotAnswerIsAskedForOneBatchAtATime() {
        for (int i = 0; i < 200; i++) {
            rates.add("key" + i, TIME);
        }
        tables.down(true);
        int before = tables.asked();
        rates.flush();
        assertThat(tables.asked() - before).isLessThanOrEqualTo(128);
        tables.down(false);
        rates.flush();
        for (int i = 0; i < 200; i++) {
            assertThat(new Rates(DEFAULTS, tables, clock).count("key" + i, TIME).join())
                    .isOne();
        }
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() {
        rates.add("key", TIME);
        tables.down(true);
        rates.flush();
        rates.add("key", TIME);
        tables.down(false);
        rates.flush();

        assertThat(count(new Rates(DEFAULTS, tables, clock))).isEqualTo(2);
    }

    @Test
    void itIsForgottenAfterTwoTimes() {
        rates.add("key", TIME);
        rates.flush();
        clock.add(TIME.multipliedBy(2));
        rates.flush();

        assertThat(count(rates)).isZero();
        assertThat(count(new Rates(DEFAULTS, tables, clock))).isZero();
    }

    @Test
    void keysThatWaitAreBounded() {
        IntStream.range(0, 60_000).forEach(i -> rates.add("key " + i, TIME));
        rates.flush();

        assertThat(tables.table(Rates.spec(DEFAULTS)).size()).isEqualTo(50_000);
    }

    @Test
    void nothingOfManyThreadsOnTwoNodesIsLostAndItOutlivesARestart(@TempDir Path directory) {
        try (var store = Stores.embedded(directory, List.of(Rates.spec(DEFAULTS)))) {
            var one = new Rates(DEFAULTS, store, clock);
            var two = new Rates(DEFAULTS, store, clock);
            IntStream.range(0, 4_000).parallel().forEach(i -> {
                (i % 2 == 0 ? one : two).add("key", TIME);
                if (i % 100 == 0) {
                    (i % 200 == 0 ? one : two).flush();
                }
            });
            one.close();
            two.close();
            assertThat(count(one)).isEqualTo(4_000);
            assertThat(count(two)).isEqualTo(4_000);
        }
        try (var store = Stores.embedded(directory, List.of(Rates.spec(DEFAULTS)))) {
            assertThat(count(new Rates(DEFAULTS, store, clock))).isEqualTo(4_000);
        }
    }
}
