package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.serai.config.Binder;

/** 500 octets a second over 60 s, 300 s for the next piece. */
class PatienceTest {

    private long seconds = 1000;

    private final Patience patience = new Patience(
            Binder.bind(SmtpSettings.class, name -> name, Map.<String, String>of()::get),
            () -> TimeUnit.SECONDS.toNanos(seconds));

    @Test
    void timeInWhichWeDoNotReadIsNotTheClients() {
        patience.dataBegins();
        patience.came(40_000);
        seconds += 59;
        patience.reading(false);
        seconds += 200;
        patience.reading(false);
        patience.reading(true);
        assertThat(patience.end(false)).isNull();
        patience.came(10_000);
        seconds += 10;
        assertThat(patience.end(false)).isEqualTo("Data comes too slowly");
    }

    @Test
    void timeInWhichWeReadIs() {
        patience.dataBegins();
        patience.came(20_000);
        patience.reading(true);
        seconds += 70;
        assertThat(patience.end(false)).isEqualTo("Data comes too slowly");
    }

    @Test
    void aClientThatSaysNothingIsIdle() {
        seconds += 301;
        assertThat(patience.end(false)).isEqualTo("Idle for too long");
    }
}
