package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;

class DailyQuotaTest {

    private final ManualClock clock = new ManualClock();
    private final DailyQuota quota = new DailyQuota(clock, 2, 3);

    private boolean take(String... sources) {
        return quota.take(List.of(sources), 1);
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
        assertThat(quota.take(List.of("a"), 3)).isFalse();
        assertThat(quota.take(List.of("a"), 2)).isTrue();
    }

    @Test
    void theNextDayBeginsAnew() {
        assertThat(quota.take(List.of("a"), 2)).isTrue();
        assertThat(take("a")).isFalse();

        clock.add(Duration.ofDays(1));

        assertThat(take("a")).isTrue();
    }
}
