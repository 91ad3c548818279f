package org.serai.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.serai.mail.Deadline;

class WatchdogTest {

    private final Watchdog watchdog = new Watchdog();

    @AfterEach
    void stop() {
        watchdog.close();
    }

    private static Deadline in(int millis) {
        return Deadline.in(Duration.ofMillis(millis));
    }

    @Test
    void answersOnceForWhatIsLateAndNeverForWhatIsInTime() {
        var late = new AtomicInteger();
        var inTime = new AtomicInteger();
        var watch = watchdog.watch(in(500), late::incrementAndGet);
        var finished = watchdog.watch(in(500), inTime::incrementAndGet);

        assertThat(finished.finish()).isTrue();
        await().until(() -> late.get() == 1);
        assertThat(watch.finish()).isFalse();

        // Another one that comes later has been answered: so the two had their turn.
        var after = new AtomicInteger();
        watchdog.watch(in(700), after::incrementAndGet);
        await().until(() -> after.get() == 1);
        assertThat(late).hasValue(1);
        assertThat(inTime).hasValue(0);
    }

    @Test
    void eitherTheCheckOrTheWatchdogHasIt() {
        var answered = new AtomicInteger();
        int finished = 0;
        List<Watchdog.Watch> watches = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            watches.add(watchdog.watch(in(i % 100), answered::incrementAndGet));
        }
        for (Watchdog.Watch watch : watches) {
            finished += watch.finish() ? 1 : 0;
        }
        int own = finished;

        await().untilAsserted(() -> assertThat(own + answered.get()).isEqualTo(2_000));
    }

    @Test
    void anAnswerThatThrowsDoesNotEndIt() {
        var answered = new AtomicInteger();
        watchdog.watch(in(1), () -> {
            throw new IllegalStateException("on purpose");
        });
        watchdog.watch(in(50), () -> {
            throw new StackOverflowError("on purpose");
        });
        watchdog.watch(in(100), answered::incrementAndGet);

        await().until(() -> answered.get() == 1);
    }
}
