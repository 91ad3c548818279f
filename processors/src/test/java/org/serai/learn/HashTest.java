package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "WIDTH", "Ärger", "İstanbul", "ΣΟΦΟΣ", "a\u007fB"})
    void inLowerCaseIsAsOfTheStringInLowerCase(String text) {
        assertThat(Hash.ofLowerCase('<' + text + '>', 1, text.length() + 1))
                .isEqualTo(Hash.of(text.toLowerCase(Locale.ROOT)));
    }
}
