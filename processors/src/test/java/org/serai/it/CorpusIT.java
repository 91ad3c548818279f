package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real mail passes unchanged while every filter looks at it and none decides. */
class CorpusIT {

    /** With a CR that no LF follows: it arrives as a space. */
    private static final List<String> REAL_MAIL_CHANGED =
            List.of("2941f076e1dc8ce4.eml", "45d7a5d20a5aed9e.eml", "778afb234be4368c.eml");

    /** With X-Spam fields, which a stranger may not set, or with a CR that no LF follows. */
    private static final List<String> SUITE_CHANGED = List.of(
            "empty_group_lists.eml",
            "example.msg",
            "example.out",
            "example_decoded_1_2.bin",
            "example_decoded_1_3.bin",
            "raw_email_bad_time.eml",
            "report_422.eml",
            "report_530.eml",
            "simple-attachment_decoded_1_2.bin",
            "trademark_character_in_subject.eml");

    @Test
    void all2905MessagesOfTheDevSetArriveByteForByte(@TempDir Path home) throws IOException {
        List<Path> messages = SharedData.find().devMessages();
        assertThat(messages).hasSize(2905);
        assertAllArriveBut(REAL_MAIL_CHANGED, messages, home);
    }

    @Test
    void everyOddMessageOfTheMimeSuiteArrivesByteForByte(@TempDir Path home) throws IOException {
        List<Path> messages = SharedData.find().mimeSuite();
        assertThat(messages).hasSizeGreaterThan(150);
        assertAllArriveBut(SUITE_CHANGED, messages, home);
    }

    private static void assertAllArriveBut(List<String> changed, List<Path> messages, Path home) throws IOException {
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("mode", "monitor")
                        .start()) {
            var relayed = Relayed.send(messages, serai.port(), sink);
            relayed.assertAllAcceptedAndEqual();
            assertThat(relayed.changedByRule()).isEqualTo(changed);
        }
    }
}
