package org.serai.filter.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefilterTest {

    @Test
    void whatRe2TakesForTheSameLetterFoldsToTheSame() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            char folded = Prefilter.fold(c);
            assertThat(Prefilter.fold(folded)).isEqualTo(folded);
        }
        for (String same : List.of("kK\u212A", "sSſ", "åÅ\u212B", "σςΣ", "θϑϴΘ", "µμΜ", "βϐ", "дД")) {
            for (char one : same.toCharArray()) {
                for (char other : same.toCharArray()) {
                    assertThat(Pattern.compile(String.valueOf(one), Pattern.CASE_INSENSITIVE)
                                    .matches(String.valueOf(other)))
                            .isTrue();
                    assertThat(Prefilter.fold(one)).isEqualTo(Prefilter.fold(other));
                }
            }
        }
    }

    @Test
    void tellsWhereTheRulesMayMatch() {
        var prefilter = new Prefilter(List.of(Shape.of("abc"), Shape.of("x*"), Shape.of("bcd"), Shape.of("abcdef")));
        var all = new BitSet();
        all.set(0, 4);

        var found = prefilter.candidates("--------ABCDEF--------ABC--------", all);

        assertThat(found.keySet()).containsExactly(0, 1, 2, 3);
        assertThat(found.get(0)).hasToString("[6-15, 20-29]");
        assertThat(found.get(1)).hasToString("[0-33]");
        assertThat(found.get(2)).hasToString("[7-16]");
        assertThat(found.get(3)).hasToString("[6-21]");
        all.clear(0, 3);
        assertThat(prefilter.candidates("abcdef", all).keySet()).containsExactly(3);
    }
}
