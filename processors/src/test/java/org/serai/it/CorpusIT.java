package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real mail passes unchanged while every filter looks at it and none decides. */
class CorpusIT {

    /** Messages with a CR that no LF follows: it arrives as a space. */
    private static final List<String> BARE_CR = List.of();

    @Test
    void all2905MessagesOfTheDevSetArriveByteForByte(@TempDir Path home) throws IOException {
        List<Path> messages = SharedData.find().devMessages();
        assertThat(messages).hasSize(2905);
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("mode", "monitor")
                        .start()) {
            var relayed = Relayed.send(messages, serai.port(), sink);
            relayed.assertAllAcceptedAndEqual();
            assertThat(relayed.changedByRule()).isEqualTo(BARE_CR);
        }
    }

    @Test
    void everyOddMessageOfTheMimeSuiteArrivesByteForByte(@TempDir Path home) throws IOException {
        List<Path> messages = SharedData.find().mimeSuite();
        assertThat(messages).hasSizeGreaterThan(150);
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("mode", "monitor")
                        .start()) {
            var relayed = Relayed.send(messages, serai.port(), sink);
            relayed.assertAllAcceptedAndEqual();
            assertThat(relayed.changedByRule()).isEmpty();
        }
    }
}
