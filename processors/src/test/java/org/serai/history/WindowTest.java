package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WindowTest {

    private static final long SECONDS = 60;
    private static final long MILLIS = SECONDS * 1000;

    @Test
    void theLastBucketCountsByWhatIsStillCovered() {
        Window window = Window.empty(SECONDS, 100).plus(100, 60).plus(101, 10);

        assertThat(window.count(101 * MILLIS)).isEqualTo(70);
        assertThat(window.count(101 * MILLIS + MILLIS / 2)).isEqualTo(40, within(0.01));
        assertThat(window.count(102 * MILLIS)).isEqualTo(10);
        assertThat(window.count(103 * MILLIS)).isZero();
    }

    @Test
    void whatIsOldIsForgotten() {
        Window window = Window.empty(SECONDS, 100).plus(100, 60).plus(200, 1);

        assertThat(window).isEqualTo(new Window(SECONDS, 200, 1, 0));
    }

    /** Of a node whose clock is behind. */
    @Test
    void aClockThatIsBehindCountsAndSeesWhatOthersCounted() {
        Window window = Window.empty(SECONDS, 101).plus(101, 5).plus(100, 1);

        assertThat(window).isEqualTo(new Window(SECONDS, 101, 6, 0));
        assertThat(window.count(100 * MILLIS + 30_000)).isEqualTo(6);
    }

    @Test
    void numbersDoNotRunOver() {
        Window window = Window.empty(SECONDS, 1).plus(1, Long.MAX_VALUE / 4).plus(1, Long.MAX_VALUE / 4);

        assertThat(window.count(MILLIS)).isPositive();
    }

    @Test
    void afterAPartitionTheFullerOneStands() {
        var old = new Window(SECONDS, 100, 9, 0);
        var few = new Window(SECONDS, 101, 2, 9);
        var many = new Window(SECONDS, 101, 3, 9);

        assertThat(old.later(few)).isEqualTo(few);
        assertThat(many.later(few)).isEqualTo(many);
        assertThat(few.later(many)).isEqualTo(many);
    }
}
