package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokensTest {

    private static final List<String> TRAITS = List.of("field:from", "part:text/plain");

    @Test
    void firstTheTraitsThenTheWordsInLowerCase() {
        var tokens = new Tokens(TRAITS, 100);
        tokens.words("Buy NOW");
        tokens.words("Été");

        assertThat(tokens).containsExactly("field:from", "part:text/plain", "buy", "now", "été");
        assertThat(tokens.traits()).isEqualTo(2);
        assertThatThrownBy(() -> tokens.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void textsWithoutWordsAreNoneOfTheirs() {
        var tokens = new Tokens(List.of(), 100);
        for (String text : List.of("", "one", "", " . ", "two three", "")) {
            tokens.words(text);
        }

        assertThat(tokens).containsExactly("one", "two", "three");
    }

    @Test
    void hashesAreThoseOfTheirStrings() {
        var tokens = new Tokens(TRAITS, 10_000);
        for (int i = 0; i < 1000; i++) {
            tokens.words("Word" + i + " and more of text " + i);
        }

        assertThat(tokens.hashes())
                .isEqualTo(tokens.stream().mapToLong(Hash::of).toArray());
    }

    @Test
    void noMoreWordsThanTheLimit() {
        var tokens = new Tokens(TRAITS, 3);
        tokens.words("one two");
        tokens.words("three four");
        tokens.words("five");

        assertThat(new ArrayList<>(tokens)).endsWith("one", "two", "three").hasSize(5);
        assertThat(tokens.hashes()).hasSize(5);
    }
}
