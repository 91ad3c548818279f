package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    @AfterEach
    void end() {
        release.countDown();
        ticks.shutdownNow();
    }

    @Test
    void growsWhilePhasesAreBlockedAndNotBeyondItsLimit() {
        int most = 2 * Runtime.getRuntime().availableProcessors() + 8;
        try (var pool = new WorkerPool(most, 1000, ticks)) {
            for (int i = 0; i < most + 5; i++) {
                assertThat(pool.offer(this::block)).isTrue();
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> running.get() == most && pool.queued() == 5);
            release.countDown();
            await().atMost(Duration.ofSeconds(60)).until(() -> pool.active() == 0 && pool.queued() == 0);
        }
        assertThat(running).hasValue(most + 5);
    }

    @Test
    void turnsNewPhasesAwayWhenTooManyWaitButFinishesThoseBegun() {
        try (var pool = new WorkerPool(1, 2, ticks)) {
            pool.offer(this::block);
            await().until(() -> running.get() == 1);
            assertThat(pool.offer(running::incrementAndGet)).isTrue();
            assertThat(pool.offer(running::incrementAndGet)).isTrue();
            assertThat(pool.offer(running::incrementAndGet)).isFalse();
            assertThat(pool.rejected()).isOne();
            pool.continuations().execute(running::incrementAndGet);
            release.countDown();
            await().until(() -> running.get() == 4);
        }
    }

    private void block() {
        running.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
