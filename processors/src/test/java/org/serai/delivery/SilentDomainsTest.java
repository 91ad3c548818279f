package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;

class SilentDomainsTest {

    private final ManualClock clock = new ManualClock();
    private final SilentDomains silent = new SilentDomains(clock, Duration.ofMinutes(5));

    @Test
    void aDomainIsNotedForAWhile() {
        silent.add("example.org");
        clock.add(Duration.ofMinutes(4));
        assertThat(silent.has("example.org")).isTrue();
        assertThat(silent.has("other.example")).isFalse();

        clock.add(Duration.ofMinutes(1));
        assertThat(silent.has("example.org")).isFalse();
    }

    @Test
    void theyAreBounded() {
        for (int i = 0; i <= SilentDomains.MOST; i++) {
            silent.add("d" + i + ".example");
        }
        assertThat(silent.has("d0.example")).isFalse();
        assertThat(silent.has("d1.example")).isTrue();
        assertThat(silent.has("d" + SilentDomains.MOST + ".example")).isTrue();
    }
}
