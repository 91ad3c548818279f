package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.config.Binder;

/** The end of a message and its newlines, at every possible border of two network reads. */
class DataDecoderTest {

    private final ScheduledExecutorService files = Executors.newSingleThreadScheduledExecutor();
    private Spool spool;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        spool = new Spool(Binder.defaults(SpoolSettings.class), directory, files);
    }

    @AfterEach
    void close() {
        files.shutdownNow();
    }

    private record Decoded(String content, String rest, boolean over, boolean bareNewline, boolean longLine) {}

    /** Each line: what is sent behind 354, what the content becomes (- for nothing yet), what is left for later. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
        .\\r\\nQUIT          | ''                      | QUIT   | true
        a\\r\\n.\\r\\nQUIT   | a\\r\\n                 | QUIT   | true
        a\\r\\n..\\r\\n.\\r\\n | a\\r\\n.\\r\\n         | ''     | true
        a\\r\\n.b\\r\\n.\\r\\n | a\\r\\nb\\r\\n         | ''     | true
        a\\n.\\r\\nX\\r\\n.\\r\\n  | a\\r\\n.\\r\\nX\\r\\n | ''  | true
        a\\n.\\nX\\r\\n.\\r\\n     | a\\r\\n.\\r\\nX\\r\\n | ''  | true
        a\\r\\n.\\nX\\r\\n.\\r\\n  | a\\r\\n.\\r\\nX\\r\\n | ''  | true
        a\\r.\\r\\nX\\r\\n.\\r\\n  | a .\\r\\nX\\r\\n      | ''  | true
        a\\r.\\rX\\r\\n.\\r\\n     | a . X\\r\\n           | ''  | true
        a\\r\\n.\\rX\\r\\n.\\r\\n  | a\\r\\n X\\r\\n       | ''  | true
        a\\r\\r\\n.\\r\\n          | a \\r\\n              | ''  | true
        a\\r\\n.\\r\\r\\nX\\r\\n.\\r\\n | a\\r\\n \\r\\nX\\r\\n | ''  | true
        a\\n\\r.\\r\\n.\\r\\n      | a\\r\\n .\\r\\n       | ''  | true
        a\\r\\n\\n.\\r\\n.\\r\\n   | a\\r\\n\\r\\n.\\r\\n  | ''  | true
        a\\n..\\r\\n.\\r\\n        | a\\r\\n.\\r\\n        | ''  | true
        a\\n..b\\n.\\r\\n\\r\\n.\\r\\n | a\\r\\n.b\\r\\n.\\r\\n\\r\\n | ''  | true
        \\n.\\r\\n.\\r\\n          | \\r\\n.\\r\\n          | ''  | true
        \\0\\r\\n.\\0\\r\\n.\\r\\n | \\0\\r\\n\\0\\r\\n    | ''  | true
        a\\r\\n.             | a\\r\\n                 | .      | false
        a\\r\\n.\\r          | a\\r\\n                 | .\\r   | false
        a\\r                 | a                       | \\r    | false
        a.\\r\\n             | a.\\r\\n                | ''     | false
        """)
    void decodesAtEverySplit(String sent, String content, String rest, boolean over) throws IOException {
        byte[] octets = octets(sent);
        String expected = text(octets(content));
        for (int first = 0; first <= octets.length; first++) {
            for (int second = first; second <= octets.length; second++) {
                Decoded decoded = decode(octets, first, second);
                assertThat(decoded.content()).isEqualTo(expected);
                assertThat(decoded.rest()).isEqualTo(text(octets(rest)));
                assertThat(decoded.over()).isEqualTo(over);
            }
        }
    }

    @Test
    void agreesWithASimpleReader() throws IOException {
        var random = new Random(5321);
        byte[] alphabet = {'\r', '\n', '.', 'a', 0, (byte) 0xff, '\r', '\n'};
        for (int round = 0; round < 20_000; round++) {
            var octets = new byte[random.nextInt(40)];
            for (int i = 0; i < octets.length; i++) {
                if (random.nextInt(3) == 0 && i + 1 < octets.length) {
                    octets[i++] = '\r';
                    octets[i] = '\n';
                } else {
                    octets[i] = alphabet[random.nextInt(alphabet.length)];
                }
            }
            int first = random.nextInt(octets.length + 1);
            int second = first + random.nextInt(octets.length - first + 1);
            Decoded decoded = decode(octets, first, second);
            assertThat(decoded).as(escaped(octets)).isEqualTo(simple(octets));
        }
    }

    /** One octet after the other, over the whole of it: slow and plain. */
    private static Decoded simple(byte[] octets) {
        var out = new ByteArrayOutputStream();
        boolean bare = false;
        int place = 0; // 0 after CRLF, 1 after a bare LF, 2 in a line
        int i = 0;
        while (i < octets.length) {
            int left = octets.length - i;
            if (octets[i] == '\r') {
                if (left == 1) {
                    break;
                }
                if (octets[i + 1] == '\n') {
                    out.write('\r');
                    out.write('\n');
                    place = 0;
                    i += 2;
                } else {
                    out.write(' ');
                    bare = true;
                    place = 2;
                    i++;
                }
            } else if (octets[i] == '\n') {
                out.write('\r');
                out.write('\n');
                bare = true;
                place = 1;
                i++;
            } else if (octets[i] == '.' && place < 2) {
                if (left == 1 || (left == 2 && octets[i + 1] == '\r')) {
                    break;
                }
                boolean crlf = octets[i + 1] == '\r' && octets[i + 2] == '\n';
                if (crlf && place == 0) {
                    byte[] rest = Arrays.copyOfRange(octets, i + 3, octets.length);
                    return new Decoded(text(out.toByteArray()), text(rest), true, bare, false);
                }
                if (crlf || octets[i + 1] == '\n') {
                    out.write('.');
                }
                place = 2;
                i++;
            } else {
                out.write(octets[i]);
                place = 2;
                i++;
            }
        }
        byte[] rest = Arrays.copyOfRange(octets, i, octets.length);
        return new Decoded(text(out.toByteArray()), text(rest), false, bare, false);
    }

    @Test
    void notesLongLinesAcrossReads() throws IOException {
        String line = "x".repeat(100);
        assertThat(decode((line + "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII), 50, 101)
                        .longLine())
                .isFalse();
        assertThat(decode((line + "x\r\n.\r\n").getBytes(StandardCharsets.US_ASCII), 50, 101)
                        .longLine())
                .isTrue();
        assertThat(decode((line + "\n" + line + "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII), 50, 150)
                        .longLine())
                .isFalse();
    }

    @Test
    void bareReturnsWithoutEndCostNoMoreThanTheyAreLong() throws IOException {
        byte[] octets = "\rx".repeat(32 << 10).getBytes(StandardCharsets.US_ASCII);
        // What takes too long by itself does so each time.
        await().untilAsserted(() -> {
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(decode(octets, 0, 0).content()).hasSize(octets.length);
            }
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        });
    }

    private Decoded decode(byte[] octets, int first, int second) throws IOException {
        SpooledContent content = spool.create("test", 1 << 20);
        var decoder = new DataDecoder(content, 100);
        ByteBuf in = Unpooled.buffer();
        boolean over = false;
        int[] ends = {first, second, octets.length};
        int from = 0;
        for (int end : ends) {
            in.writeBytes(octets, from, end - from);
            from = end;
            over = over || decoder.decode(in);
        }
        try (var stream = content.open()) {
            return new Decoded(
                    text(stream.readAllBytes()),
                    in.toString(StandardCharsets.ISO_8859_1),
                    over,
                    decoder.bareNewline(),
                    decoder.longLine());
        } finally {
            content.release();
        }
    }

    private static byte[] octets(String escaped) {
        return escaped.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static String escaped(byte[] octets) {
        return text(octets).replace("\r", "\\r").replace("\n", "\\n");
    }
}
