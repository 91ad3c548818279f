package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;

class DailyQuotaTest {

    private final ManualClock clock = new ManualClock();
    private final DailyQuota quota = new DailyQuota(clock, 2, 3);

    private boolean take(String... sources) {
        return quota.take(List.of(sources), 1) != null;
    }

    @Test
    void aSourceHasNoMoreThanItsShare() {
        assertThat(take("a")).isTrue();
        assertThat(take("a")).isTrue();
        assertThat(take("a")).isFalse();
        assertThat(take("b", "a")).isFalse();
        assertThat(take("b")).isTrue();
    }

    @Test
    void allTogetherHaveNoMoreThanTheDay() {
        assertThat(take("a") && take("b") && take("c")).isTrue();

        assertThat(take("d")).isFalse();
    }

    @Test
    void whatIsTooMuchTakesNothing() {
        assertThat(quota.take(List.of("a"), 3)).isNull();
        assertThat(quota.take(List.of("a"), 2)).isNotNull();
    }

    @Test
    void nobodyCanTakeMoreThanTheSmallerOfBothAtOnce() {
        assertThat(quota.most()).isEqualTo(2);
        assertThat(new DailyQuota(clock, 5, 3).most()).isEqualTo(3);
    }

    @Test
    void whatIsFreeTakesNothing() {
        DailyQuota.free().giveBack(1);
        DailyQuota.free().giveBack(100);

        assertThat(quota.take(List.of("a"), 2)).isNotNull();
    }

    @Test
    void theNextDayBeginsAnew() {
        assertThat(quota.take(List.of("a"), 2)).isNotNull();
        assertThat(take("a")).isFalse();

        clock.add(Duration.ofDays(1));

        assertThat(take("a")).isTrue();
    }

    private DailyQuota.Share share(int amount, String... sources) {
        return Objects.requireNonNull(quota.take(List.of(sources), amount));
    }

    @Test
    void whatIsGivenBackMayBeTakenAgain() {
        DailyQuota.Share share = share(2, "a", "b");
        assertThat(take("a")).isFalse();

        share.giveBack(1);

        assertThat(take("c")).isTrue();
        assertThat(take("d")).isTrue();
        assertThat(take("a")).as("all together").isFalse();
        assertThatThrownBy(() -> share.giveBack(2)).hasMessageContaining("2 of 1");
    }

    @Test
    void whatIsGivenBackOfYesterdayIsNotTakenFromToday() {
        DailyQuota.Share yesterday = share(2, "a");
        clock.add(Duration.ofDays(1));
        assertThat(take("a")).isTrue();

        yesterday.giveBack(2);

        assertThat(take("a")).isTrue();
        assertThat(take("a")).isFalse();
    }
}
