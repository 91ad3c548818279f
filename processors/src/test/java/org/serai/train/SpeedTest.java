package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.serai.train.Speed.Moment;

class SpeedTest {

    private Moment now = new Moment(7, 5);

    /** What is said after so many messages, each of which takes so long. */
    private String after(int messages, int warmUp, long nanosEach, long cpuEach) {
        var speed = new Speed(warmUp, () -> now);
        for (int i = 0; i < messages; i++) {
            now = new Moment(now.nanos() + nanosEach, now.cpu() + cpuEach);
            speed.step();
        }
        return speed.said();
    }

    @Test
    void whatWarmsUpIsToldAndNotMeasured() {
        assertThat(after(30, 10, 10_000_000, 20_000_000))
                .isEqualTo("100 messages/s by the clock, 50/s of one core (20,000 µs of CPU each, all threads),"
                        + " of 20 after 10 to warm up");
    }

    @Test
    void whenAllWarmsUpAllIsMeasured() {
        assertThat(after(10, 10, 10_000_000, 10_000_000)).endsWith("of 10 after 0 to warm up");
    }

    @Test
    void ofTooFewNoSpeedIsTold() {
        assertThat(after(0, 0, 0, 0)).isEqualTo("too few messages to measure the speed, of 0 after 0 to warm up");
        assertThat(after(3, 1, 60_000_000, 0))
                .isEqualTo("too few messages to measure the speed, of 2 after 1 to warm up");
        assertThat(after(3, 1, 1_000, 60_000_000)).startsWith("too few");
        assertThat(after(3, 1, 49_999_999, 49_999_999)).startsWith("too few");
        assertThat(after(3, 1, 50_000_000, 50_000_000)).startsWith("20 messages/s by the clock, 20/s of one core");
    }

    @Test
    void theClocksAreThoseOfTheMachine() {
        assertThat(new Speed(0).said()).startsWith("too few messages");
    }
}
