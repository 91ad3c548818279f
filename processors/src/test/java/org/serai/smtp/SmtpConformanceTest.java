package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.serai.Shared;

/** The dialogues of the shared suite, against the door alone with a policy that accepts recipients at localhost. */
class SmtpConformanceTest extends DoorFixture {

    private static final String EARLY = "\u0001PRE:";

    @BeforeEach
    void open() throws IOException {
        with();
        door.policy.rule = FakePolicy::localhostOnly;
    }

    @TestFactory
    Stream<DynamicTest> dialogues() throws IOException {
        JsonNode suite = new ObjectMapper()
                .readTree(Shared.suite("smtp/dialogues.json").toFile())
                .get("cases");
        assertThat(suite).hasSize(49);
        return suite.valueStream()
                .map(dialogue -> DynamicTest.dynamicTest(dialogue.get("id").asText(), () -> hold(dialogue)));
    }

    private void hold(JsonNode dialogue) throws IOException {
        boolean latin = dialogue.path("note").asText().contains("latin-1");
        try (Talk talk = door.connect()) {
            boolean early = dialogue.get("steps").get(0).get("send").asText().startsWith(EARLY);
            if (!early) {
                talk.expect("220");
            }
            for (JsonNode step : dialogue.get("steps")) {
                String send = step.get("send")
                        .asText()
                        .replace(EARLY, "")
                        .replace("${rcpt}", "someone@localhost")
                        .replace("${uuid}", UUID.randomUUID().toString());
                talk.send(send.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
                Pattern expected = Pattern.compile(step.get("expect").asText());
                // Pipelined commands are matched with all of their replies.
                String replies = talk.reply();
                for (int more = expectedReplies(send) - 1; more > 0; more--) {
                    replies += talk.reply();
                }
                assertThat(replies).containsPattern(expected);
            }
        }
    }

    private static int expectedReplies(String send) {
        return send.startsWith("MAIL") ? send.split("\r\n").length : 1;
    }
}
