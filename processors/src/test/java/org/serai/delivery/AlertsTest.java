package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;

class AlertsTest {

    private static final Alerts.Cause DENIED = new Alerts.Cause("smtp://a:25", "554 5.7.1");

    @Test
    void countsAllAndLogsOnceAMinute() {
        var clock = new ManualClock();
        var count = new LongAdder();
        var alerts = new Alerts(clock, count);
        assertThat(alerts.raise("m", DENIED, "relay denied")).isTrue();
        clock.add(Duration.ofMillis(59_999));
        assertThat(alerts.raise("n", DENIED, "relay denied")).isFalse();
        clock.add(Duration.ofMillis(1));
        assertThat(alerts.raise("o", DENIED, "relay denied")).isTrue();
        assertThat(count.sum()).isEqualTo(3);
    }

    @Test
    void noCauseHidesAnother() {
        var alerts = new Alerts(new ManualClock(), new LongAdder());
        assertThat(alerts.raise("m", DENIED, "relay denied")).isTrue();
        assertThat(alerts.raise("m", new Alerts.Cause("smtp://b:25", "554 5.7.1"), "relay denied"))
                .isTrue();
        assertThat(alerts.raise("m", new Alerts.Cause("smtp://a:25", "530 5.7.0"), "STARTTLS first"))
                .isTrue();
        assertThat(alerts.raise("n", DENIED, "relay denied for another")).isFalse();
    }

    @Test
    void causesBeyondTheBoundShareOne() {
        var clock = new ManualClock();
        var alerts = new Alerts(clock, new LongAdder());
        int logged = 0;
        for (int i = 0; i < 1000; i++) {
            logged += alerts.raise("m", new Alerts.Cause("smtp://a:25", "550 5.7." + i), "no") ? 1 : 0;
        }
        assertThat(logged).isEqualTo(101);
        clock.add(Duration.ofMinutes(1));
        assertThat(alerts.raise("m", DENIED, "relay denied")).isTrue();
    }

    @Test
    void theWordsOfAReplyMakeNoOtherCause() {
        assertThat(new Answer(554, List.of("5.7.1 <a@b.example>: no")).codes()).isEqualTo("554 5.7.1");
        assertThat(new Answer(554, List.of("no")).codes()).isEqualTo("554");
    }
}
