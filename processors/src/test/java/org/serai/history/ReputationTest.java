package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.serai.history.Reputation.Counts;

class ReputationTest {

    private static final long MIDNIGHT = Instant.parse("2026-11-25T00:00:00Z").toEpochMilli();
    private static final long HALF_LIFE = Duration.ofDays(30).toMillis();

    private static Counts plus(Counts one, Counts other) {
        return one.plus(other, HALF_LIFE, 5);
    }

    @Test
    void soManyOfADayProveSomethingInWhateverOrderTheyAreAddedUp() {
        Counts nine = IntStream.range(0, 9)
                .mapToObj(i -> Counts.good(MIDNIGHT - 1))
                .reduce(ReputationTest::plus)
                .orElseThrow();
        assertThat(nine).isEqualTo(new Counts(9, 0, MIDNIGHT - 1, MIDNIGHT - 1, 5, 5));
        assertThat(plus(nine, nine)).isEqualTo(new Counts(18, 0, MIDNIGHT - 1, MIDNIGHT - 1, 5, 5));
        assertThat(plus(nine, Counts.bad(MIDNIGHT - 1)).today()).isEqualTo(5);

        Counts next = plus(nine, Counts.good(MIDNIGHT));
        assertThat(next.steady()).isEqualTo(6, within(0.01));
        assertThat(next.today()).isEqualTo(1);
        assertThat(plus(next, Counts.good(MIDNIGHT - 1)).today())
                .as("of a node whose clock is behind")
                .isEqualTo(1);
    }

    @Test
    void theOldestIsTheFirst() {
        Counts sum = plus(Counts.good(MIDNIGHT), Counts.bad(MIDNIGHT - 7));
        assertThat(sum.since()).isEqualTo(MIDNIGHT - 7);
        assertThat(sum.at(MIDNIGHT + HALF_LIFE, HALF_LIFE).since()).isEqualTo(MIDNIGHT - 7);
        var unknown = new Counts(1, 0, MIDNIGHT - 9, 0, 0, 0);
        assertThat(plus(sum, unknown).since()).as("seen then at the latest").isEqualTo(MIDNIGHT - 9);
    }

    @Test
    void whatProvesSomethingIsNotScaledDownWithTheRest() {
        var much = new Counts(Reputation.MOST, 0, MIDNIGHT, 1, 500, 0);
        Counts sum = plus(much, new Counts(Reputation.MOST, 0, MIDNIGHT, 1, 500, 0));
        assertThat(sum.ham()).isEqualTo(Reputation.MOST);
        assertThat(sum.steady()).isEqualTo(1000);
    }
}
