package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;

class BackoffTest {

    private final ManualClock clock = new ManualClock();
    private final Backoff backoff = new Backoff(clock, Duration.ofSeconds(5));

    @Test
    void pausesGrowAndEndWithASuccess() {
        assertThat(backoff.admits()).isTrue();
        backoff.failed();
        assertThat(backoff.admits()).isTrue();
        // A burst that failed together counts once.
        for (int i = 0; i < 40; i++) {
            backoff.failed();
        }
        for (long pause : new long[] {1000, 2000, 4000, 5000, 5000}) {
            clock.add(Duration.ofMillis(pause - 1));
            assertThat(backoff.admits()).isFalse();
            clock.add(Duration.ofMillis(1));
            assertThat(backoff.admits()).isTrue();
            assertThat(backoff.admits()).isFalse();
            backoff.failed();
        }
        clock.add(Duration.ofSeconds(5));
        assertThat(backoff.admits()).isTrue();
        backoff.succeeded();
        assertThat(backoff.admits()).isTrue();
        backoff.failed();
        assertThat(backoff.admits()).isTrue();
    }
}
