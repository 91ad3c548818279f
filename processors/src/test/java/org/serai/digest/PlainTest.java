package org.serai.digest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTest {

    @Test
    void aTextIsOneLine() {
        assertThat(Plain.line(" Hello\r\nBcc: x@example.org\u2028\t next\u0000 ", 100))
                .isEqualTo("Hello Bcc: x@example.org next");
    }

    @Test
    void nothingTurnsItAround() {
        assertThat(Plain.line("\u202egpj.exe\u202c \u2066a\u2069 \u200fb\u061c", 100))
                .isEqualTo("gpj.exe a b");
        assertThat(Plain.line("שלום", 100)).isEqualTo("שלום");
    }

    @Test
    void itIsCutBetweenCharacters() {
        assertThat(Plain.line("😀😀😀", 2)).isEqualTo("😀😀…");
        assertThat(Plain.line("😀😀", 2)).isEqualTo("😀😀");
        assertThat(Plain.line("a\ud83d", 2)).isEqualTo("a");
    }
}
