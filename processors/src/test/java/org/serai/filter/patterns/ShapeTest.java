package org.serai.filter.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "next of kin => next of kin",
                "Next => next",
                "(cheap|free) offer => cheap offer;free offer",
                "a.{0,9}million.b => million",
                "colou?rs => colours;colors",
                "wom[ae]n => woman;women",
                "(abc)+ => abc",
                "(abc)* => ''",
                "(abc|.) => ''",
                "ab => ''",
                "\\$\\$\\$ => $$$",
                "\\babc\\b => abc",
                "[a-z]bcd => bcd",
                "[^a]bcd => bcd",
                "\\x{61}\\x61\\pLbcd => bcd",
                "(?i)abc(?:def)(?P<n>ghi) => abcdefghi",
                "abc{2}def{,1} => def{,1}",
                "averylongwordindeed => averylongwordind"
            })
    void findsTheLiteralThatEveryMatchHolds(String regex, String literals) {
        assertThat(Shape.of(regex).literals()).isEqualTo(literals.isEmpty() ? Set.of() : Set.of(literals.split(";")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "abc => 3",
                "^abc$\\b => 3",
                "(a|bcd)e? => 4",
                "a{2,5} => 5",
                "(ab){3} => 6",
                "[xy]. => 3",
                "a+ => 1048576",
                "(a{900}){900} => 810000",
                "(a{9}){9}* => 1048576"
            })
    void knowsTheLongestMatch(String regex, int length) {
        assertThat(Shape.of(regex).length()).isEqualTo(length);
    }

    @Test
    void knowsHowCountedRepetitionsMultiply() {
        assertThat(Shape.of("((a{1000}){1000}){1000}").size()).isGreaterThan(1_000_000);
        assertThat(Shape.of("(((((((a{1000}){1000}){1000}){1000}){1000}){1000}){1000})")
                        .size())
                .isPositive();
        assertThat(Shape.of("abc|def").size()).isLessThan(20);
    }

    @Test
    void deepAndBrokenPatternsAreReadToTheirEnd() {
        Shape.of("(".repeat(ListReader.MAX_PATTERN));
        Shape.of("[".repeat(ListReader.MAX_PATTERN));
        for (String broken :
                new String[] {"(", "[", "[^", "\\", "a{", "a{1", "(?", "(?P<", "\\p{", "\\x{", "\\Q", ")", "[[:"}) {
            Shape.of(broken);
        }
    }
}
