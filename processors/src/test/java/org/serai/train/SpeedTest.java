package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeedTest {

    private static String after(int messages, int warmUp) {
        var speed = new Speed(warmUp);
        for (int i = 0; i < messages; i++) {
            speed.step();
        }
        return speed.said();
    }

    @Test
    void whatWarmsUpIsToldAndNotMeasured() {
        assertThat(after(30, 10)).contains("messages/s by the clock").endsWith("of 20 after 10 to warm up");
    }

    @Test
    void whenAllWarmsUpAllIsMeasured() {
        assertThat(after(10, 10)).endsWith("of 10 after 0 to warm up");
        assertThat(after(0, 0)).endsWith("of 1 after 0 to warm up");
    }
}
