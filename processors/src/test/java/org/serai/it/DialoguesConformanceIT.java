package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The dialogues of {@code suites/smtp/dialogues.json}, spoken with the application and its shipped routes. */
class DialoguesConformanceIT {

    /** In the suite: send before the greeting is read. */
    private static final String EARLY = "\u0001PRE:";

    @TestFactory
    Stream<DynamicTest> holds(@TempDir Path home) throws IOException {
        JsonNode cases = SharedData.find().json("suites/smtp/dialogues.json").get("cases");
        var sink = SmtpSink.start();
        var serai = SeraiProcess.in(home).backend(sink.port()).manySessions().start();
        var tests = new ArrayList<DynamicTest>();
        for (JsonNode dialogue : cases) {
            String id = dialogue.get("id").asText();
            tests.add(dynamicTest(id, () -> speak(serai.port(), dialogue)));
        }
        assertThat(tests).hasSize(49);
        return tests.stream().onClose(() -> {
            serai.close();
            sink.close();
        });
    }

    private static void speak(int port, JsonNode dialogue) throws IOException {
        boolean latin1 = dialogue.path("note").asText().contains("latin-1");
        try (var client = SmtpClient.open(port)) {
            boolean greeted = false;
            boolean content = false;
            for (JsonNode step : dialogue.get("steps")) {
                String send = step.get("send")
                        .asText()
                        .replace("${rcpt}", SeraiProcess.RCPT)
                        .replace("${uuid}", UUID.randomUUID().toString());
                if (!greeted && !send.startsWith(EARLY)) {
                    assertThat(client.reply()).startsWith("220");
                }
                greeted = true;
                send = send.startsWith(EARLY) ? send.substring(EARLY.length()) : send;
                client.write(send.getBytes(latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
                Pattern expected = Pattern.compile(step.get("expect").asText());
                String replies =
                        replies(client, expected, !content && send.trim().contains("\n"));
                assertThat(expected.matcher(replies).find())
                        .as("reply to %.80s must match %s: %s", send.strip(), expected, replies)
                        .isTrue();
                content = replies.startsWith("354");
            }
        }
    }

    /** One reply, or all of them where several commands were sent at once; silence where it may be the answer. */
    private static String replies(SmtpClient client, Pattern expected, boolean several) throws IOException {
        client.patience(Duration.ofSeconds(expected.matcher("").find() ? 1 : 60));
        var all = new StringBuilder();
        try {
            all.append(client.reply());
            while (several && !expected.matcher(all).find()) {
                String next = client.reply();
                if (next.isEmpty()) {
                    break;
                }
                all.append('\n').append(next);
            }
            return several ? all + "\n" + client.rest(Duration.ofMillis(500)) : all.toString();
        } catch (SocketTimeoutException silence) {
            return all.toString();
        }
    }
}
