package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The tools of the other tests: what they would not notice, no test would. */
class HarnessIT {

    private static final byte[] ODD =
            Wire.bytes("Subject: odd\r\n\r\n.\r\n..\r\n...x\nLF\rCR\0NUL\u00e9\r\n.\r.\n\r\n.\r\r\n"
                    + "y".repeat(100_000) + "\r\n");

    @Test
    void theSinkKeepsTheVeryBytes() throws IOException {
        try (var sink = SmtpSink.start();
                var client = SmtpClient.hello(sink.port())) {
            assertThat(client.send("a@sender.example", "b@local.example", ODD)).startsWith("250");
            var kept = sink.messages();
            assertThat(kept).singleElement().satisfies(message -> {
                assertThat(message.mailFrom()).isEqualTo("a@sender.example");
                assertThat(message.rcptTo()).containsExactly("b@local.example");
                assertThat(message.content()).isEqualTo(ODD);
            });
        }
    }

    @Test
    void theSinkForgetsWhatItRefused() throws IOException {
        try (var sink = SmtpSink.start();
                var client = SmtpClient.hello(sink.port())) {
            sink.replying((verb, reply) -> verb.equals("DOT") ? "554 5.7.1 no" : reply);
            assertThat(client.send("a@sender.example", "b@local.example", ODD)).isEqualTo("554 5.7.1 no");
            assertThat(sink.messages()).isEmpty();
            assertThat(sink.started()).isOne();
        }
    }

    @Test
    void postfixDelivers() throws IOException {
        try (var postfix = PostfixBackend.start()) {
            delivers(postfix);
        }
    }

    @Test
    void eximDelivers() throws IOException {
        try (var exim = EximBackend.start()) {
            delivers(exim);
        }
    }

    @Test
    void aDifferenceOfOneByteIsSeen() {
        byte[] changed = ODD.clone();
        changed[20] ^= 1;
        assertThat(Wire.prepended(ODD, ODD)).isEmpty();
        assertThat(Wire.prepended(Wire.bytes("X: y\r\n" + Wire.text(ODD)), ODD)).isEqualTo("X: y\r\n");
        assertThatThrownBy(() -> Wire.prepended(changed, ODD)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Wire.prepended(Arrays.copyOf(ODD, ODD.length - 1), ODD))
                .isInstanceOf(AssertionError.class);
    }

    private static void delivers(Backend backend) throws IOException {
        try (var client = SmtpClient.hello(backend.port())) {
            String reply = client.send(
                    "a@sender.example", SeraiProcess.RCPT, Wire.bytes("Subject: x\r\n\r\n.dot\r\nlast\r\n"));
            assertThat(reply).startsWith("250");
            assertThat(backend.delivered()).singleElement().satisfies(message -> assertThat(Wire.text(message))
                    .endsWith("Subject: x\n\n.dot\nlast\n"));
            assertThat(client.say("MAIL FROM:<a@sender.example>\r\n")).startsWith("250");
            assertThat(client.say("RCPT TO:<b@elsewhere.example>\r\n")).startsWith("5");
        }
        backend.clear();
        assertThat(backend.delivered()).isEmpty();
    }
}
