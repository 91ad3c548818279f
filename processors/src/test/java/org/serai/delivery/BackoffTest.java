package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private long now;

    private final Backoff backoff = new Backoff(
            new Clock() {
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
                    return Instant.ofEpochMilli(now);
                }
            },
            Duration.ofSeconds(5));

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
            now += pause - 1;
            assertThat(backoff.admits()).isFalse();
            now++;
            assertThat(backoff.admits()).isTrue();
            assertThat(backoff.admits()).isFalse();
            backoff.failed();
        }
        now += 5000;
        assertThat(backoff.admits()).isTrue();
        backoff.succeeded();
        assertThat(backoff.admits()).isTrue();
        backoff.failed();
        assertThat(backoff.admits()).isTrue();
    }
}
