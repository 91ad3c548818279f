package org.serai.identity.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalBodyTest {

    private static final Canonicalization SIMPLE = Canonicalization.SIMPLE;
    private static final Canonicalization RELAXED = Canonicalization.RELAXED;

    /** In the columns, N stands for CRLF, R for a bare CR, L for a bare LF, _ for a space, T for a tab. */
    private static byte[] octets(String text) {
        return text.replace("N", "\r\n")
                .replace('R', '\r')
                .replace('L', '\n')
                .replace('_', ' ')
                .replace('T', '\t')
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static CanonicalBody of(Canonicalization form, byte[] body, int piece, Long... lengths) {
        var out = new CanonicalBody(form, List.of(lengths));
        for (int i = 0; i < body.length; i += piece) {
            out.update(body, i, Math.min(body.length, i + piece));
        }
        out.end();
        return out;
    }

    private static byte[] sha256(byte[] octets) {
        return Algorithm.sha256().digest(octets);
    }

    @ParameterizedTest
    @CsvSource({
        "aN, aN, aN",
        "a, aN, aN",
        "'', N, ''",
        "N, N, ''",
        "NNN, N, ''",
        "_TN_N, _TN_N, ''",
        "aNNbNNN, aNNbN, aNNbN",
        "a_Tb_N, a_Tb_N, a_bN",
        "_aN, _aN, _aN",
        "a_, a_N, aN",
        "aRbN, aRbN, aRbN",
        "aRRN, aRRN, aRRN",
        "a_RN, a_RN, a_RN",
        "aR, aRN, aRN",
        "RN, RN, RN",
        "aLbN, aLbN, aLbN"
    })
    void theFormsOfSections343And344(String body, String simple, String relaxed) {
        for (int piece : new int[] {1, 2, 1000}) {
            assertThat(of(SIMPLE, octets(body), piece).hash(null)).isEqualTo(sha256(octets(simple)));
            assertThat(of(RELAXED, octets(body), piece).hash(null)).isEqualTo(sha256(octets(relaxed)));
        }
    }

    @Test
    void beginningsAreCutFromTheCanonicalForm() {
        byte[] canonical = octets("a bNc".repeat(4000) + "N");
        byte[] body = octets("a_ T bNc".repeat(4000) + "NNN");
        Long[] lengths = {0L, 1L, 8191L, 8192L, 8193L, (long) canonical.length, canonical.length + 1L, Long.MAX_VALUE};

        CanonicalBody read = of(RELAXED, body, 777, lengths);

        assertThat(read.length()).isEqualTo(canonical.length);
        for (long length : List.of(0L, 1L, 8191L, 8192L, 8193L, (long) canonical.length)) {
            assertThat(read.hash(length)).as("l=%d", length).isEqualTo(sha256(java.util.Arrays.copyOf(canonical, (int)
                    length)));
        }
        assertThat(read.hash(canonical.length + 1L)).isNull();
        assertThat(read.hash(Long.MAX_VALUE)).isNull();
        assertThat(read.hash(null)).isEqualTo(sha256(canonical));
    }

    @Test
    void thePiecesMakeNoDifference() {
        var random = new Random(6376);
        String letters = "aR\r\nN_T";
        for (int round = 0; round < 300; round++) {
            var text = new StringBuilder();
            random.ints(random.nextInt(40), 0, letters.length()).forEach(i -> text.append(letters.charAt(i)));
            byte[] body = octets(text.toString());
            for (Canonicalization form : Canonicalization.values()) {
                assertThat(of(form, body, 1 + random.nextInt(5)).hash(null))
                        .as(text.toString())
                        .isEqualTo(of(form, body, 1000).hash(null));
            }
        }
    }
}
