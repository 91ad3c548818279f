package org.serai.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;

class HostileContentTest {

    private static final int SIZE = 1 << 20;
    private static final List<String> PIECES = List.of(
            "<a href=",
            "<",
            ">",
            "\"",
            "'",
            "</a>",
            "<base href=",
            "<!--",
            "-->",
            "<script>",
            "</script",
            "&#x2f;",
            "&colon;",
            "&",
            ";",
            "http:",
            "https://",
            "//",
            "\\",
            "@",
            ".",
            ":",
            "[",
            "]",
            "%",
            "%2",
            "%3A%2F%2F",
            "?u=",
            "url=",
            "com",
            "xn--",
            "ü",
            "。",
            "日本",
            "1",
            "0x",
            "\t",
            " ",
            "\r\n",
            "\u0000",
            "\ud800",
            "mailto:",
            "www.",
            "(",
            ")",
            "urldefense.com/v3/__",
            "__;!!",
            "https://www.bing.com/ck/a?u=a1",
            "translate.goog");

    @Test
    void nothingThrows() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            assertThatCode(() -> links(text.toString())).as(text.toString()).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @Timeout(120)
    @ValueSource(
            strings = {
                "a.",
                "a.co ",
                "http:",
                "http://",
                "http://a",
                "a@",
                "@a.co",
                "<",
                "<a ",
                "<a href=",
                "<a href='",
                "<!--",
                "&",
                "&#1;",
                "<script>",
                "</",
                "(",
                "http://a.co/((",
                "http://a.co/))",
                "%",
                ".",
                "日本.",
                "<base href=x>",
                "<a href=http://b.co/>",
                "https://www.google.com/url?q=",
                "http%3A%2F%2F",
                "http://urldefense.com/v3/__",
                "x=\"",
                "=",
                "<a=",
                "www.",
                "-",
                "&#",
                "&#x"
            })
    void timeGrowsWithTheSizeAlone(String piece) {
        String text = piece.repeat(SIZE / piece.length());
        long start = System.nanoTime();

        assertThat(links(text).links()).hasSizeLessThanOrEqualTo(1000);

        // Linear ones take some ten milliseconds; a quadratic one would take minutes.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    static Stream<String> runs() {
        return Stream.of(
                "http://a.co/" + ")".repeat(8150) + " ",
                ".".repeat(253) + "\u3042".repeat(24),
                "a." + "\u307f\u3093".repeat(12) + " ",
                "&#" + "0".repeat(8000),
                "http://" + "u".repeat(8000) + "@a.co/ ");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void timeDoesNotGrowWithTheLengthOfARun(String piece) {
        timeGrowsWithTheSizeAlone(piece);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 254, 1001, 1999, 8000})
    void aNameThatIsTooLongHidesNoOtherLink(int length) {
        String ideographs = IntStream.range(0x4e00, 0x4e00 + length)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String ligatures = "\ufdfa".repeat(length);

        assertThat(links("<a href=http://" + ideographs + ".com>x</a><a href=http://" + ligatures
                                + ".com>x</a><a href=http://evil.com>x</a>")
                        .urls())
                .containsExactly("http://evil.com");
    }

    private Links links(String html) {
        return Texts.LINKS.of(Mails.data("Content-Type: text/html; charset=utf-8\r\n\r\n" + html));
    }
}
