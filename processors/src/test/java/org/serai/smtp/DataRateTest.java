package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DataRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final DataRate rate = new DataRate(Duration.ofSeconds(60), 500, 7 * SECOND);

    @Test
    void patientForTheFirstWindow() {
        assertThat(rate.tooSlow(60 * SECOND)).isFalse();
        assertThat(rate.tooSlow(68 * SECOND)).isTrue();
    }

    @Test
    void whatCameLongAgoDoesNotCount() {
        rate.add(8 * SECOND, 1_000_000);
        assertThat(rate.tooSlow(60 * SECOND)).isFalse();
        assertThat(rate.tooSlow(75 * SECOND)).isTrue();
    }

    @Test
    void aSteadyTrickleIsEnough() {
        for (int second = 8; second < 500; second++) {
            rate.add(second * SECOND, 520);
            assertThat(rate.tooSlow(second * SECOND)).isFalse();
        }
        for (int second = 500; second < 600; second++) {
            rate.add(second * SECOND, 400);
        }
        assertThat(rate.tooSlow(600 * SECOND)).isTrue();
    }
}
