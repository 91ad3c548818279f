package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class AlertsTest {

    @Test
    void countsAllAndLogsOnceAMinute() {
        var now = new AtomicLong();
        var count = new LongAdder();
        var alerts = new Alerts(clock(now), count);
        assertThat(alerts.raise("m", "relay denied")).isTrue();
        now.set(59_999);
        assertThat(alerts.raise("n", "relay denied")).isFalse();
        now.set(60_000);
        assertThat(alerts.raise("o", "relay denied")).isTrue();
        assertThat(count.sum()).isEqualTo(3);
    }

    private static Clock clock(AtomicLong millis) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis.get());
            }
        };
    }
}
