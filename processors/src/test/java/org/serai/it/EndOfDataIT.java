package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The message ends at CRLF dot CRLF and nowhere else (RFC 5321 section 4.1.1.4): a second transaction hidden behind
 * anything that only resembles it stays content, for Serai and for the server behind it.
 */
class EndOfDataIT {

    private static final List<String> LOOKALIKES = List.of(
            "\n.\n",
            "\n.\r\n",
            "\n.\r",
            "\r\n.\n",
            "\r\n.\r",
            "\r.\r",
            "\r.\n",
            "\r.\r\n",
            "\r\n.\r\r\n",
            "\r\r\n.\n",
            "\n\n.\n\n",
            "\r\n.\0\r\n",
            "\r\n\0.\r\n",
            "\r\n. \r\n",
            "\r\n..\n",
            "\r\n..\r",
            "\n..\n",
            "\r\n.\n\r\n",
            "\r\n.\r.\r\n",
            "\u0085.\u0085");

    private static final String HIDDEN = "MAIL FROM:<hidden@sender.example>\r\n"
            + "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n"
            + "DATA\r\n"
            + "Subject: hidden\r\n\r\nhidden text\r\n";

    @TestFactory
    Stream<DynamicTest> postfixReadsOneMessage(@TempDir Path home) {
        return behindSerai(home, PostfixBackend::start);
    }

    @TestFactory
    Stream<DynamicTest> eximReadsOneMessage(@TempDir Path home) {
        return behindSerai(home, EximBackend::start);
    }

    /** Else the tests above would prove nothing. */
    @Test
    void withoutSeraiThisPostfixReadsTwo() throws IOException {
        try (var postfix = PostfixBackend.start();
                var client = SmtpClient.hello(postfix.port())) {
            client.data("a@sender.example", SeraiProcess.RCPT).write(message("\n.\n"));
            for (String begin :
                    List.of("250", "250", "250", "354", "250")) { // The end; MAIL, RCPT, DATA and the hidden end.
                assertThat(client.reply()).startsWith(begin);
            }
            assertThat(postfix.delivered()).hasSize(2);
        }
    }

    private static Stream<DynamicTest> behindSerai(Path home, Supplier<Backend> server) {
        Backend backend = server.get();
        var serai = SeraiProcess.in(home)
                .backend(backend.port())
                .property("mode", "monitor")
                .start();
        var tests = new ArrayList<DynamicTest>();
        for (String lookalike : LOOKALIKES) {
            String name = escaped(lookalike);
            tests.add(dynamicTest(name, () -> staysOneMessage(serai, backend, lookalike, Integer.MAX_VALUE)));
            tests.add(dynamicTest(name + " by the byte", () -> staysOneMessage(serai, backend, lookalike, 1)));
        }
        tests.add(dynamicTest("a dot alone is an empty message", () -> endsAtOnce(serai)));
        return tests.stream().onClose(() -> {
            serai.close();
            backend.close();
        });
    }

    private static void staysOneMessage(SeraiProcess serai, Backend backend, String lookalike, int chunk)
            throws IOException {
        backend.clear();
        try (var client = SmtpClient.hello(serai.port())) {
            client.data("a@sender.example", SeraiProcess.RCPT);
            byte[] message = message(lookalike);
            for (int from = 0; from < message.length; from += Math.min(chunk, message.length - from)) {
                client.write(Arrays.copyOfRange(message, from, from + Math.min(chunk, message.length - from)));
            }
            assertThat(client.reply()).startsWith("250");
            client.expect("221", "QUIT\r\n");
        }
        assertThat(backend.delivered()).singleElement().satisfies(delivered -> assertThat(Wire.text(delivered))
                .contains("Subject: visible", "Subject: hidden", "MAIL FROM:<hidden@sender.example>"));
    }

    private static void endsAtOnce(SeraiProcess serai) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.data("a@sender.example", SeraiProcess.RCPT);
            assertThat(client.say(".\r\n")).matches("(250|55\\d)[\\s\\S]*");
            client.expect("250", "NOOP\r\n");
        }
    }

    private static byte[] message(String lookalike) {
        return Wire.bytes(
                "From: a@sender.example\r\nSubject: visible\r\n\r\nvisible text" + lookalike + HIDDEN + ".\r\n");
    }

    private static String escaped(String text) {
        return text.replace("\r", "<CR>")
                .replace("\n", "<LF>")
                .replace("\0", "<NUL>")
                .replace("\u0085", "<NEL>");
    }
}
