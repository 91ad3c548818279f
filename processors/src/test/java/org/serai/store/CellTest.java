package org.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether a write was applied, as what stands there tells. */
class CellTest {

    private record Number(int number) {}

    private final Cell first = new Cell("numbers", new Number(0), 1000);

    @Test
    void followsItselfAndTheSixteenWritesBefore() {
        Cell last = first;
        for (int i = 1; i <= 16; i++) {
            last = last.next(new Number(i), 1000 + i);
        }

        assertThat(last.follows(last)).isTrue();
        assertThat(last.follows(first)).isTrue();
        assertThat(last.next(new Number(17), 2000).follows(first)).isFalse();
        assertThat(last.earlier()).hasSize(16);
    }

    @Test
    void doesNotFollowOneThatWasNeverApplied() {
        Cell tried = first.next(new Number(1), 2000);
        Cell other = first.next(new Number(1), 3000);

        assertThat(other.follows(tried)).isFalse();
        assertThat(other).isNotEqualTo(tried);
    }
}
