package org.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTest {

    @Test
    void whatATerminalOrALogWouldObeyIsEscapedAndTheRestIsAsItWas() {
        assertThat(Plain.text("ä→'x' \u001b[31m\r\n\u009b\u202e\u2028\ufeff\ud800"))
                .isEqualTo("ä→'x' \\u001b[31m\\u000d\\u000a\\u009b\\u202e\\u2028\\ufeff\\ud800");
        assertThat(Plain.text("\ud83d\udc2a\ud83d\udc2a", 1)).isEqualTo("\ud83d\udc2a");
    }

    @Test
    void whatAnErrorSaysIsPlain() {
        assertThat(new ConfigException("a\u001b[2J\nserai: all is well"))
                .hasMessage("a\\u001b[2J\\u000aserai: all is well");
    }
}
