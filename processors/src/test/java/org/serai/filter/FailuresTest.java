package org.serai.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;

class FailuresTest {

    private final ManualClock clock = new ManualClock();
    private final Failures failures = new Failures("x", clock);

    @Test
    void manyInARowAreToldOnceAMinute() {
        assertThat(failures.threw("a", new IOException("down"))).isTrue();
        for (int i = 0; i < 1000; i++) {
            assertThat(failures.threw("b", new IOException("down"))).isFalse();
            assertThat(failures.late("b")).isFalse();
        }
        clock.add(Duration.ofMinutes(1));
        assertThat(failures.late("c")).isTrue();
        assertThat(failures.threw("c", new IllegalStateException())).isFalse();
    }

    @Test
    void theEndIsToldOnceWhereTheBeginningWas() {
        assertThat(failures.answered()).isFalse();

        failures.threw("a", new IOException("down"));
        assertThat(failures.answered()).isTrue();
        assertThat(failures.answered()).isFalse();

        // Comes and goes with each mail.
        failures.threw("b", new IOException("down"));
        assertThat(failures.answered()).isFalse();
        clock.add(Duration.ofMinutes(1));
        assertThat(failures.threw("c", new IOException("down"))).isTrue();
        assertThat(failures.answered()).isTrue();
    }
}
