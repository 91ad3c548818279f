package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistinctTest {

    @Test
    void keepsEachOnceInItsOrder() {
        var distinct = new Distinct(2);

        assertThat(distinct.add(7)).isTrue();
        assertThat(distinct.add(0)).isTrue();
        assertThat(distinct.add(7)).isFalse();
        assertThat(distinct.add(-1)).isTrue();

        assertThat(distinct.toInts()).containsExactly(7, 0, -1);
        assertThat(distinct.toInts(number -> number * 2)).containsExactly(14, 0, -2);
    }

    @Test
    void growsBeyondWhatWasExpected() {
        var distinct = new Distinct(0);

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(distinct.add(i * 4096)).isEqualTo(round == 0);
            }
        }

        assertThat(distinct.toInts(number -> number / 4096))
                .containsExactly(IntStream.range(0, 10_000).toArray());
    }
}
