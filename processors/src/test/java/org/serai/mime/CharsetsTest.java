package org.serai.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharsetsTest {

    @ParameterizedTest
    @CsvSource({
        "UTF-8, utf-16",
        "UTF-8, us-ascii",
        "UTF-8, unknown",
        "UTF-16LE, utf-8",
        "UTF-16BE, iso-8859-1",
        "UTF-16BE, ''"
    })
    void aByteOrderMarkSaysMoreThanTheCharset(String written, String said) {
        byte[] octets = "\ufeffhttp://evil.example".getBytes(Charset.forName(written));

        assertThat(Charsets.text(octets, said)).isEqualTo("http://evil.example");
    }

    @Test
    void withoutOneItIsTheCharset() {
        assertThat(Charsets.text(new byte[] {(byte) 0xef, (byte) 0xbb}, "iso-8859-1"))
                .isEqualTo("ï»");
        assertThat(Charsets.text("ü".getBytes(StandardCharsets.UTF_8), "no such"))
                .isEqualTo("ü");
        assertThat(Charsets.text(new byte[0], "")).isEmpty();
    }
}
