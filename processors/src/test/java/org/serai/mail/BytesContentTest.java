package org.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesContentTest {

    /** N stands for LF, R for CR. */
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "a, a",
        "N, RN",
        "aNNb, aRNRNb",
        "aRNbNcRN, aRNbRNcRN",
        "aRbNR, aRbRNR",
        "a longer line than eight octetsNand the nextN, a longer line than eight octetsRNand the nextRN"
    })
    void bareNewlinesBecomeCrlf(String read, String expected) throws IOException {
        byte[] octets = octets(read);

        assertThat(BytesContent.withCrlf(octets).open().readAllBytes()).isEqualTo(octets(expected));
    }

    private static byte[] octets(String text) {
        return text.replace('N', '\n').replace('R', '\r').getBytes(StandardCharsets.ISO_8859_1);
    }
}
