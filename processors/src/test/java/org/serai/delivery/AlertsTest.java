package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;

class AlertsTest {

    @Test
    void countsAllAndLogsOnceAMinute() {
        var clock = new ManualClock();
        var count = new LongAdder();
        var alerts = new Alerts(clock, count);
        assertThat(alerts.raise("m", "relay denied")).isTrue();
        clock.add(Duration.ofMillis(59_999));
        assertThat(alerts.raise("n", "relay denied")).isFalse();
        clock.add(Duration.ofMillis(1));
        assertThat(alerts.raise("o", "relay denied")).isTrue();
        assertThat(count.sum()).isEqualTo(3);
    }
}
