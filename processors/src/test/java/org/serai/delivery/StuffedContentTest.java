package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.mail.Content;
import org.serai.mail.Edits;

class StuffedContentTest {

    static List<List<String>> cases() {
        return List.of(
                List.of("", ""),
                List.of("a", "a\r\n"),
                List.of("a\r\n", "a\r\n"),
                List.of(".", "..\r\n"),
                List.of(".\r\n", "..\r\n"),
                List.of("\r\n.\r\n", "\r\n..\r\n"),
                List.of("a\r\n.", "a\r\n..\r\n"),
                List.of("a\r\n..\r\n.b\r\n", "a\r\n...\r\n..b\r\n"),
                List.of("a.\r\nb", "a.\r\nb\r\n"),
                List.of("a\n.\nb\r\n", "a\n.\nb\r\n"),
                List.of("a\r.\rb\r\n", "a\r.\rb\r\n"),
                List.of("a\r\r\n.\r\n", "a\r\r\n..\r\n"),
                List.of("a\n", "a\n\r\n"),
                List.of("a\r", "a\r\r\n"),
                List.of("\u0000\u00ff.\r\n\u0000", "\u0000\u00ff.\r\n\u0000\r\n"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stuffs(List<String> pair) throws IOException {
        assertThat(latin(wire(bytes(pair.get(0)), Edits.NONE))).isEqualTo(pair.get(1));
    }

    @Test
    void dotsAtTheBordersOfPieces() throws IOException {
        for (int shift = -3; shift <= 3; shift++) {
            String text = "x".repeat(StuffedContent.PIECE - 2 + shift) + "\r\n.\r\n..y";
            assertThat(latin(wire(bytes(text), Edits.NONE)))
                    .isEqualTo("x".repeat(StuffedContent.PIECE - 2 + shift) + "\r\n..\r\n...y\r\n");
        }
    }

    /** Only prepended: behind our fields stand the very octets, but they continue no field of ours, nor break the header. */
    @Test
    void aFirstLineThatBeginsNoFieldDoesNotMixWithOurs() throws IOException {
        var edits = new Edits(List.of("X-Spam-Status: Yes"), List.of());
        for (String content : List.of(
                " tests=NONE\r\nFrom: a\r\n\r\nb\r\n",
                "\tx\r\n",
                " \r\n",
                "From x Mon\r\nFrom: a\r\n",
                ">>From x\r\n")) {
            assertThat(latin(wire(bytes(content), edits)))
                    .isEqualTo("X-Spam-Status: Yes\r\nX-Serai-First-Line:" + content);
            assertThat(latin(wire(bytes(content), Edits.NONE))).isEqualTo(content);
        }
        for (String content : List.of("\r\n x\r\n", "From: a\r\n", "Fro\r\n", ">x\r\n", "A: 1\r\n x\r\n")) {
            assertThat(latin(wire(bytes(content), edits))).isEqualTo("X-Spam-Status: Yes\r\n" + content);
        }
    }

    @Test
    void prependsAndLeavesOut() throws IOException {
        String text = "A: 1\r\nX: 2\r\n more\r\nB: 3\r\nY: 4\r\n\r\n.body";
        var edits = new Edits(
                List.of("Top: \u00e9", "Next: a\r\n b"),
                List.of(range(text, "X: 2\r\n more\r\n"), range(text, "Y: 4\r\n")));
        assertThat(new String(wire(bytes(text), edits), StandardCharsets.UTF_8))
                .isEqualTo("Top: \u00e9\r\nNext: a\r\n b\r\nA: 1\r\nB: 3\r\n\r\n..body\r\n");
        assertThat(latin(wire(new byte[0], new Edits(List.of("A: 1"), List.of()))))
                .isEqualTo("A: 1\r\n");
        assertThat(latin(wire(bytes("X: 1\r\n"), new Edits(List.of(), List.of(new Edits.Range("X", 0, 6))))))
                .isEmpty();
    }

    @Test
    void undoneGivesTheSameBytes() throws IOException {
        byte[] alphabet = {'.', '\r', '\n', 'a', 0, (byte) 0xff};
        for (int seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            byte[] content = new byte[random.nextInt(seed % 100 == 0 ? 200_000 : 60)];
            for (int i = 0; i < content.length; i++) {
                boolean newline = random.nextInt(4) == 0;
                content[i] =
                        newline && i > 0 ? (byte) (content[i - 1] == '\r' ? '\n' : '\r') : alphabet[random.nextInt(6)];
            }
            var edits = randomEdits(random, content.length);
            var expected = new ByteArrayOutputStream();
            for (String field : edits.prepended()) {
                expected.writeBytes(bytes(field + "\r\n"));
            }
            long position = 0;
            for (Edits.Range range : edits.removed()) {
                expected.write(content, (int) position, (int) (range.from() - position));
                position = range.to();
            }
            expected.write(content, (int) position, content.length - (int) position);
            String kept = latin(expected.toByteArray());
            String whole = kept.isEmpty() || kept.endsWith("\r\n") ? kept : kept + "\r\n";
            String wire = latin(wire(content, edits));
            assertThat("\r\n" + wire).as("seed %d", seed).doesNotContain("\r\n.\r\n");
            assertThat(latin(FakeBackend.unstuffed(bytes(wire + ".\r\n"))))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
        }
    }

    @Test
    void failsWhenTheContentEndsEarly() {
        var content = new Content() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[9]);
            }
        };
        assertThatThrownBy(() -> {
                    try (var stuffed = new StuffedContent(content, Edits.NONE)) {
                        ByteBuf out = Unpooled.buffer();
                        while (!stuffed.writeTo(out)) {
                            out.clear();
                        }
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("9 of 10");
    }

    private static Edits randomEdits(Random random, int length) {
        var removed = new ArrayList<Edits.Range>();
        int at = random.nextInt(20);
        while (random.nextBoolean() && at < length) {
            int to = Math.min(length, at + random.nextInt(30));
            removed.add(new Edits.Range("X", at, to));
            at = to + random.nextInt(70_000);
        }
        return new Edits(random.nextBoolean() ? List.of() : List.of("A: 1", ".B: 2"), removed);
    }

    private static Edits.Range range(String text, String part) {
        int from = text.indexOf(part);
        return new Edits.Range("X", from, from + part.length());
    }

    private static byte[] wire(byte[] content, Edits edits) throws IOException {
        ByteBuf out = Unpooled.buffer();
        try (var stuffed = new StuffedContent(Letters.content(content), edits)) {
            while (!stuffed.writeTo(out)) {
                assertThat(out.readableBytes()).isPositive();
            }
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            byte[] sent = FakeBackend.unstuffed(bytes(latin(bytes) + ".\r\n"));
            assertThat(stuffed.sent().hex())
                    .isEqualTo(Letters.content(sent).sha256().hex());
            return bytes;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
