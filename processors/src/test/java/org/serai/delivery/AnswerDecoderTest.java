package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerDecoderTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new AnswerDecoder());

    @Test
    void readsRepliesInWholeOrByOctet() {
        String wire = "220 hello\r\n250-one\r\n250-two\r\n250 three\r\n250\r\n354 go\n";
        List<Answer> all = List.of(
                new Answer(220, List.of("hello")),
                new Answer(250, List.of("one", "two", "three")),
                new Answer(250, List.of("")),
                new Answer(354, List.of("go")));
        feed(wire);
        assertThat(drained()).isEqualTo(all);
        wire.chars().forEach(c -> feed(String.valueOf((char) c)));
        assertThat(drained()).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n",
                "25\r\n",
                "2x0 ok\r\n",
                "199 ok\r\n",
                "600 ok\r\n",
                "250_ok\r\n",
                "\r\n",
                "250-a\r\n251 b\r\n",
                "250-a\r\nb\r\n"
            })
    void refusesWhatIsNoReply(String wire) {
        assertThatThrownBy(() -> feed(wire)).isInstanceOf(DecoderException.class);
        assertThat(drained()).isEmpty();
    }

    @Test
    void boundsLineAndLines() {
        feed("250-" + "x".repeat(AnswerDecoder.MAX_LINE - 5) + "\r\n");
        assertThatThrownBy(() -> feed("250 " + "x".repeat(AnswerDecoder.MAX_LINE)))
                .isInstanceOf(DecoderException.class);
        var other = new EmbeddedChannel(new AnswerDecoder());
        assertThatThrownBy(() -> other.writeInbound(Unpooled.copiedBuffer(
                        "250-again\r\n".repeat(AnswerDecoder.MAX_LINES + 1), StandardCharsets.US_ASCII)))
                .isInstanceOf(DecoderException.class);
    }

    private void feed(String wire) {
        channel.writeInbound(Unpooled.copiedBuffer(wire, StandardCharsets.ISO_8859_1));
    }

    private List<Answer> drained() {
        var out = new ArrayList<Answer>();
        for (Answer next = channel.readInbound(); next != null; next = channel.readInbound()) {
            out.add(next);
        }
        return out;
    }
}
