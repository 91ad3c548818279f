package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.filter.SessionSymbols;
import org.serai.mail.Phase;

/** BDAT, RFC 3030. */
class ChunkingTest extends DoorFixture {

    private Talk talk(String... options) throws IOException {
        with(options);
        return door.greeted();
    }

    @Test
    void takesAMessageInPieces() throws IOException {
        try (Talk talk = talk()) {
            talk.transaction();
            talk.send("BDAT 9\r\nSubject: ").expect("250 2.0.0");
            talk.send("bdat 0\r\n").expect("250 2.0.0");
            talk.send("BDAT 12\r\nx\r\n\r\n.\r\n..\r\n").expect("250 2.0.0");
            talk.send("BDAT 3 last\r\n\u0000\u00ff.").expect("250 2.0.0");
            talk.transaction().message("next").expect("250");
        }
        assertThat(door.policy.messages.get(0).content()).isEqualTo("Subject: x\r\n\r\n.\r\n..\r\n\u0000\u00ff.");
        assertThat(door.policy.messages.get(0).mail().findings()).isEmpty();
        assertThat(door.policy.messages).hasSize(2);
    }

    @Test
    void takesAWholePipelinedSession() throws IOException {
        try (Talk talk = talk()) {
            talk.send("MAIL FROM:<a@b.test>\r\nRCPT TO:<b@localhost>\r\nBDAT 3\r\nabcBDAT 3 LAST\r\ndefMAIL FROM:<>\r\n"
                    + "RCPT TO:<b@localhost>\r\nBDAT 0 LAST\r\nQUIT\r\n");
            for (int i = 0; i < 7; i++) {
                talk.expect("250");
            }
            talk.expect("221").expectEnd();
        }
        assertThat(door.policy.messages.stream().map(FakePolicy.Message::content))
                .containsExactly("abcdef", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void newlinesComeAsByDataWhereverAChunkEnds(int chunk) throws IOException {
        String message = "a\rb\r\r\nc\nd\r\n\n.\n\r";
        try (Talk talk = talk()) {
            talk.transaction();
            for (int at = 0; at < message.length(); at += chunk) {
                String piece = message.substring(at, Math.min(at + chunk, message.length()));
                talk.send("BDAT " + piece.length() + "\r\n" + piece).expect("250");
            }
            talk.send("BDAT 0 LAST\r\n").expect("250");
        }
        assertThat(door.policy.messages.get(0).content()).isEqualTo("a b \r\nc\r\nd\r\n\r\n.\r\n ");
        assertThat(door.policy.messages.get(0).mail().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.symbol()).isEqualTo(SessionSymbols.BARE_NEWLINE));
    }

    @Test
    void refusesBareNewlinesWhenAsked() throws IOException {
        try (Talk talk = talk("bare-newline=reject")) {
            talk.transaction();
            talk.send("BDAT 3\r\na\nb").expect("550 5.6.0");
            talk.send("BDAT 6 LAST\r\nQUIT\r\n").expect("503 5.5.1");
            talk.say("NOOP").expect("250");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        BDAT
        BDAT -1 LAST
        BDAT +1
        BDAT x
        BDAT 1x
        BDAT LAST
        BDAT 1 LAST LAST
        BDAT 1 FIRST
        BDAT 9223372036854775807
        BDAT 99999999999999999999 LAST
        """)
    void endsTheSessionWhereItCannotKnowWhatFollows(String command) throws IOException {
        try (Talk talk = talk()) {
            talk.transaction();
            talk.send(command + "\r\nMAIL FROM:<x@y.test>\r\n")
                    .expect("501 5.5.4")
                    .expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).code()).isEqualTo(501);
    }

    @Test
    void takesNoOctetOfARefusedChunkForACommand() throws IOException {
        try (Talk talk = talk()) {
            talk.send("BDAT 6 LAST\r\nQUIT\r\n").expect("503 5.5.1");
            talk.say("MAIL FROM:<a@b.test>").expect("250");
            talk.send("BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n")
                    .expect("554 5.5.1")
                    .expect("554 5.5.1");
            talk.say("RCPT TO:<b@localhost>").expect("250");
            talk.send("BDAT 1 LAST\r\nx").expect("250");
            talk.send("BDAT 6 LAST\r\nQUIT\r\n").expect("503 5.5.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUIT\r\n", "RSET\r\n", "EHLO again.test\r\n", ""})
    void aMessageWithoutItsLastChunkIsNone(String instead) throws IOException {
        try (Talk talk = talk()) {
            talk.transaction().send("BDAT 3\r\nabc").expect("250");
            if (!instead.isEmpty()) {
                talk.send(instead).expect("2");
            }
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.ended.get(0).ending()).isEqualTo(Policy.Ending.ABANDONED);
        assertThat(door.policy.messages).isEmpty();
        await().until(() -> door.spool.memory() == 0);
    }

    @Test
    void whatIsMoreThanWasSaidIsCommands() throws IOException {
        try (Talk talk = talk()) {
            talk.transaction();
            talk.send("BDAT 3 LAST\r\nabcdef\r\n").expect("250").expect("500 5.5.1");
            talk.say("NOOP").expect("250");
        }
        assertThat(door.policy.messages.get(0).content()).isEqualTo("abc");
    }

    @Test
    void whatIsLessThanWasSaidIsWaitedForAndNeverSent() throws IOException {
        try (Talk talk = talk("idle-timeout=3s")) {
            talk.transaction();
            talk.send("BDAT 100 LAST\r\nabc\r\nQUIT\r\n").expect("421 4.4.2").expectEnd();
        }
        await().until(() -> door.policy.ended.size() == 1);
        assertThat(door.policy.messages).isEmpty();
        await().until(() -> door.spool.memory() == 0);
    }

    @Test
    void letsNothingBetweenTheChunks() throws IOException {
        try (Talk talk = talk()) {
            talk.transaction();
            talk.send("BDAT 3\r\nabc").expect("250");
            talk.say("MAIL FROM:<c@d.test>").expect("503 5.5.1");
            talk.say("RCPT TO:<c@localhost>").expect("503 5.5.1");
            talk.say("DATA").expect("503 5.5.1");
            talk.say("NOOP").expect("250");
            talk.send("BDAT 3 LAST\r\ndef").expect("250");
            talk.transaction().send("BDAT 3\r\nabc").expect("250");
            talk.say("RSET").expect("250");
            talk.send("BDAT 3 LAST\r\ndef").expect("503 5.5.1");
        }
        assertThat(door.policy.messages.stream().map(FakePolicy.Message::content))
                .containsExactly("abcdef");
    }

    @Test
    void swallowsWhatIsTooLarge() throws IOException {
        var octets = new byte[1 << 20];
        Arrays.fill(octets, (byte) 'x');
        try (Talk talk = talk("max-message-size=1MB", "spool.memory-per-message=64KB")) {
            talk.transaction().send("BDAT 209715200 LAST\r\n");
            for (int i = 0; i < 200; i++) {
                talk.send(octets);
            }
            talk.expect("552 5.3.4");
            talk.transaction().send("BDAT 1048576\r\n").send(octets).expect("250");
            talk.send("BDAT 1\r\nx").expect("552 5.3.4");
            talk.send("BDAT 1 LAST\r\nx").expect("503 5.5.1");
            talk.transaction().message("small").expect("250");
        }
        await().until(() -> door.policy.ended.size() == 3);
        await().until(() -> door.spool.memory() == 0);
        await().untilAsserted(() -> assertThat(directory.resolve("spool")).isEmptyDirectory());
    }

    @Test
    void goesThroughAFile() throws IOException {
        String octets = "0123456789abcde\r\n".repeat(20_000);
        try (Talk talk = talk("spool.memory-per-message=64KB")) {
            talk.transaction();
            for (int i = 0; i < 3; i++) {
                talk.send("BDAT " + octets.length() + "\r\n" + octets).expect("250");
            }
            door.policy.hold = Phase.DATA;
            talk.send("BDAT 3 LAST\r\nend");
            await().until(() -> door.policy.held() == 1);
            assertThat(Files.list(directory.resolve("spool"))).hasSize(1);
            door.policy.release();
            talk.expect("250");
        }
        assertThat(door.policy.messages.get(0).content()).isEqualTo(octets.repeat(3) + "end");
    }

    @Test
    void emptyChunksAreJunk() throws IOException {
        try (Talk talk = talk("max-junk-commands=3")) {
            talk.transaction();
            for (int i = 0; i < 3; i++) {
                talk.say("BDAT 0").expect("250");
            }
            talk.say("BDAT 0").expect("421 4.7.0").expectEnd();
        }
    }

    @Test
    void keepsItsRateFromChunkToChunk() throws IOException {
        try (Talk talk = talk("min-data-rate=1000", "min-data-rate-window=3s", "idle-timeout=3s")) {
            talk.transaction()
                    .send("BDAT 10\r\n0123456789".getBytes(StandardCharsets.US_ASCII))
                    .expect("250");
            talk.expect("421 4.4.2").expectEnd();
        }
    }

    @Test
    void neverTakesBinary() throws IOException {
        try (Talk talk = talk()) {
            assertThat(talk.say("EHLO x").reply()).contains("CHUNKING").doesNotContain("BINARYMIME");
            talk.say("MAIL FROM:<a@b.test> BODY=BINARYMIME").expect("501 5.5.4");
        }
    }
}
